"""Serving: web processes, beside them one that runs the recurring jobs, and where asked for one that takes mail."""

import contextlib
import errno
import socket
import subprocess
import sys

import typer
from granian import Granian
from granian.constants import Interfaces

from bothways.config.env import env

THREADS = 2  # per process: more only wait for each other


def refuse_taken_port(host: str, port: int) -> None:
    """End with one clear sentence where the port cannot be had."""
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            typer.echo(f"Port {port} on {host} {reason}. Choose another: PORT=8001 make run, or --port 8001.", err=True)
            raise typer.Exit(1) from None


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted. Jobs and mail have processes of their own, which end with this one."""
    refuse_taken_port(host, port)
    beside = ["work", "mail-in"] if env.str("MAIL_IN", "") else ["work"]
    helpers = [subprocess.Popen([sys.executable, "-m", "bothways.config.cli", name]) for name in beside]
    server = Granian(
        "bothways.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    try:
        server.serve()
    finally:
        for helper in helpers:
            helper.terminate()
        for helper in helpers:
            helper.wait(timeout=10)
