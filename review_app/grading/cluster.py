"""Cluster: chunks of rows go to the processes of any executor; each has a killable child of its own.

`pip install review_app[cluster]` brings Dask's; `connected("tcp://10.0.0.1:8786")` speaks to its scheduler.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from review_app.domain import Problem
from review_app.errors import ClusterError
from review_app.grading.child import Limits
from review_app.grading.pool import Chunk, Graded, Pool, chunks, in_order

Rows = Iterable[tuple[Problem, str]]

# A chunk costs the scheduler some 10 ms, and this many easy rows about 50 ms of work.
CHUNK = 200
# So many chunks are on their way at most: enough for two dozen workers, bounded memory here.
AHEAD = 50
CONNECT_SECONDS = 10

_OPENING = Lock()


@contextmanager
def connected(address: str, limits: Limits | None = None) -> Iterator[Callable[[Rows], Iterator[Graded]]]:
    """What grades rows on the Dask cluster at `address`. Raises ClusterError where there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("--dask needs the extra `cluster`: pip install 'review_app[cluster]'") from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{address}: no Dask scheduler answers ({error}); start one, or correct --dask") from error
    with client, client.get_executor(pure=False) as executor:
        try:
            yield lambda rows: spread(rows, executor, limits)
        except CancelledError as error:
            raise ClusterError(f"{address}: the cluster went away; start it again and repeat the command") from error


def spread(rows: Rows, executor: Executor, limits: Limits | None = None) -> Iterator[Graded]:
    """Answer and verdict for each problem and response, in order, whatever becomes of single workers."""
    limits = limits or Limits()

    def grade(chunk: list[tuple[Problem, str]]) -> list[Graded]:
        return graded_here(chunk, limits)

    sent = (Chunk(chunk, executor.submit(graded_here, chunk, limits), grade) for chunk in chunks(rows, CHUNK))
    return (graded for chunk in in_order(sent, AHEAD, Chunk.done) for graded in chunk.results())


def graded_here(chunk: list[tuple[Problem, str]], limits: Limits) -> list[Graded]:
    """What a worker of the cluster does with a chunk; several threads of it may do so together."""
    with _OPENING:
        pool = own_pool(limits)
    return list(pool.graded(chunk))


@lru_cache(maxsize=1)
def own_pool(limits: Limits) -> Pool:
    """The pool of this process, with one child beside it that stays warm from chunk to chunk."""
    pool = Pool(workers=1, limits=limits)
    atexit.register(pool.close)
    return pool
