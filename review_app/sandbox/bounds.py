"""Bounds: how much a piece of code may take before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """`seconds` by the clock (and of CPU); `memory` and `output` in bytes, the output of both streams each.

    Memory is address space, of which Python with sympy and numpy takes about 300 MB before it does anything. No second
    process or thread can be started and no file be written, so there is nothing to bound of these.
    """

    seconds: float = 10.0
    memory: int = 1_000 * MEGABYTE
    output: int = 64_000
