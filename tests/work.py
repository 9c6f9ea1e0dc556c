"""Work: how long a test's own thread is at something, whatever else the machine has to do."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails where what is inside takes more seconds of this thread. The collector, which may stop for a second to look
    through all that other tests left, waits."""
    gc.disable()
    begun = time.thread_time()
    try:
        yield
        assert time.thread_time() - begun < seconds
    finally:
        gc.enable()
