"""Search: what stands where, and what stands near."""

from bothways.insider.search.finding import Criteria, Results, find
from bothways.insider.search.nearness import related_to, similar_to

__all__ = ["Criteria", "Results", "find", "related_to", "similar_to"]
