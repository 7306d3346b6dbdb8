"""What the site writes down for the person who runs it: one line an event on standard error, faults with their trace.

No words of people and no variables are written: a trace names lines of code, never what they held. Of an address that
opens something by itself, only so much is written as opens nothing.
"""

import re
from typing import Any, Final

import structlog

_CAPABILITY: Final = re.compile(r"(/(?:draft|letters/stop)/)[^/\s]+")


def without_capabilities(logger: object, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """`event` with what stands in personal links left out: whoever reads the log must not be able to use them."""
    return {**event, "event": _CAPABILITY.sub(r"\1…", str(event.get("event", "")))}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder(allow=["status_code"])],
            "processors": [
                without_capabilities,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"]),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "bothways": {"level": "INFO"},
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404 is no fault
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can send any Host
    },
}


def configure() -> None:
    """Let structlog write through the same handler as everything else."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
