"""Calls: the system calls that code in the box is refused, as a program for the kernel (seccomp, classic BPF).

Those that keep memory which no limit of the process counts, and those by which the kernel is attacked most. Numbers
from linux/arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """The kernel's name of an architecture (AUDIT_ARCH_…), and the numbers of the refused calls there."""

    arch: int
    numbers: tuple[int, ...]


# In this order: shmget, shmat, msgget, semget; io_uring_setup, _enter, _register; add_key, request_key, keyctl; bpf,
# perf_event_open, userfaultfd, ptrace, unshare.
MACHINES: Mapping[str, Machine] = {
    "x86_64": Machine(0xC000003E, (29, 30, 68, 64, 425, 426, 427, 248, 249, 250, 321, 298, 323, 101, 272)),
    "aarch64": Machine(0xC00000B7, (194, 196, 186, 190, 425, 426, 427, 217, 218, 219, 280, 241, 282, 117, 97)),
}

# From here on x86 counts the calls of its 32-bit pointers: other numbers for the same calls.
X32 = 0x40000000

# Load a word of what the kernel tells; jump where it equals, or is at least, k; return.
LOAD, EQUALS, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCH = 0, 4
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM


def machine() -> Machine | None:
    """What this machine is; None for one whose numbers are not known here."""
    return MACHINES.get(platform.machine())


def program(known: Machine) -> bytes:
    """The filter: another architecture's call kills, a refused one fails with EPERM, any other goes through."""
    steps = [step(LOAD, ARCH), step(EQUALS, known.arch, yes=1), step(RETURN, KILL), step(LOAD, NUMBER)]
    tests = [(AT_LEAST, X32), *((EQUALS, number) for number in known.numbers)]
    # Each test jumps over those after it and over the permission to the refusal.
    steps += [step(code, k, yes=len(tests) - at) for at, (code, k) in enumerate(tests)]
    return b"".join([*steps, step(RETURN, ALLOW), step(RETURN, REFUSE)])


def step(code: int, k: int, *, yes: int = 0) -> bytes:
    """One instruction (struct sock_filter), and how far it jumps where its test holds."""
    return struct.pack("=HBBI", code, yes, 0, k)
