"""The public epoch: a number that grows whenever something that everybody can see has changed.

Pages kept ready are kept for one epoch. The number stands in eight bytes that all processes of a machine map into
memory: reading it costs no system call, so a page can be checked on every request, and a publication in one process
is seen at once by all others.
"""

import fcntl
import mmap
import os
import struct
import threading
from functools import cache
from pathlib import Path

from django.conf import settings

_NUMBER = struct.Struct("@Q")  # native: written in one store, so that no reader meets half of a new number
_threads = threading.Lock()  # the file lock holds off other processes, this one other threads


@cache
def _open(path: Path) -> tuple[int, mmap.mmap]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if os.fstat(file).st_size < _NUMBER.size:
        os.ftruncate(file, _NUMBER.size)
    return file, mmap.mmap(file, _NUMBER.size)


def current() -> int:
    """The present epoch."""
    return int(_NUMBER.unpack_from(_open(settings.EPOCH_PATH)[1])[0])


def advance() -> None:
    """Begin the next epoch; call when a transaction that changed public words has committed."""
    file, memory = _open(settings.EPOCH_PATH)
    with _threads:
        fcntl.lockf(file, fcntl.LOCK_EX)
        try:
            _NUMBER.pack_into(memory, 0, current() + 1)
        finally:
            fcntl.lockf(file, fcntl.LOCK_UN)
