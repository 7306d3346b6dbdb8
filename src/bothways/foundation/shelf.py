"""A shelf for what was made once and is good for one public epoch: the memory of one process, and never more of it."""

import threading
from collections import OrderedDict
from typing import Final, Generic, TypeVar

from bothways.foundation import epoch

Item = TypeVar("Item")
LONGEST_KEY: Final = 500  # characters of path and query; what stands at a longer address is not worth a place


class Shelf(Generic[Item]):
    """Items by key, the least recently asked for dropped first when `limit` bytes are reached."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._items: OrderedDict[object, tuple[int, int, Item]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Item | None:
        """The item put under `key` in the present epoch."""
        found = self._items.get(key)
        if found is None or found[0] != epoch.current():
            return None
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
        return found[2]

    def put(self, key: object, item: Item, *, size: int, begun: int) -> None:
        """Keep `item` of `size` bytes, and make room for it.

        `begun` is the epoch that was current before anything of it was read: what has changed since makes it useless.
        """
        with self._lock:
            before = self._items.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._items[key] = begun, size, item
            while self._size > self._limit and self._items:
                _, (_, dropped, _) = self._items.popitem(last=False)
                self._size -= dropped
