"""What the room keeps: letters that go out."""

from bothways.notifications.models.letters import Letter

__all__ = ["Letter"]
