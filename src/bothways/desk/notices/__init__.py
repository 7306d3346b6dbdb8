"""What the desk's letters say, and what becomes of mail that answers them."""

from bothways.desk.notices import arriving, to_askers, to_desk, to_leaders

__all__ = ["arriving", "to_askers", "to_desk", "to_leaders"]
