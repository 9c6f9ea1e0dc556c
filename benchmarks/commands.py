"""Commands: the real `review-app`, run as a user runs it, with its wall time and its peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from benchmarks.figures import Absent, Broken

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("review-app")

# The slowest command (import or grading of 200,000 rows) takes about 20 s; one that takes this long hangs.
LIMIT_S = 150.0
# Serving is ready in seconds; a busy machine may take longer, but not this long.
READY_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
# So much of a failed command's output is shown.
SHOWN_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Finished:
    """One run of a command: wall time in seconds, peak resident memory in megabytes (10^6 bytes)."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running `review-app serve`: its address, and the seconds until its sign-in page was there."""

    process: subprocess.Popen[bytes]
    address: str
    seconds: float


def run(*arguments: str | Path) -> Finished:
    """Run `review-app` with these arguments to its end. Raises Broken where it fails or takes too long."""
    words = [str(command()), *map(str, arguments)]
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        with killed_after(process, LIMIT_S):
            _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Broken(complaint(words, process.returncode, seconds, output))
    return Finished(seconds, megabytes(used.ru_maxrss))


def apart(module: str, *arguments: str | Path, limit: float = LIMIT_S) -> Any:
    """What `python -m benchmarks.{module}` prints last, as JSON: work in a process of its own, so that what it loads
    neither slows nor enlarges this one. Raises Broken where it fails or takes longer than `limit` seconds."""
    words = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip()[-SHOWN_CHARACTERS:]
        raise Broken(f"benchmarks.{module}: exit code {error.returncode}: {said}") from error
    except subprocess.TimeoutExpired as error:
        raise Broken(f"benchmarks.{module}: not done after {limit:.0f} s") from error
    return json.loads(done.stdout.splitlines()[-1])


def command() -> Path:
    """The installed command. Raises Absent where it is not beside this Python."""
    if not COMMAND.exists():
        raise Absent(f"{COMMAND} is not there: run `make setup`")
    return COMMAND


def megabytes(maxrss: int) -> float:
    """Linux counts `ru_maxrss` in KiB, macOS in bytes.

    It is never below what this parent held when it started the child, so benchmarks import nothing heavy.
    """
    return maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


@contextmanager
def killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill the process where the block is not left in time, so that nothing waits for ever."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def complaint(words: list[str], code: int, seconds: float, output: IO[bytes]) -> str:
    """Which command failed, how, and the end of what it printed."""
    output.seek(0)
    said = output.read().decode("utf-8", "replace").strip()[-SHOWN_CHARACTERS:]
    how = f"killed after {seconds:.0f} s" if code < 0 else f"exit code {code}"
    return f"`{' '.join(words)}`: {how}: {said}"


@contextmanager
def served(database: Path) -> Iterator[Server]:
    """Serve a database on any free port; stops it afterwards, where it still runs."""
    words = [str(command()), "serve", "--port", "0", "--db", str(database)]
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        try:
            with killed_after(process, READY_LIMIT_S):
                address = ready_address(process)
                if address is None:
                    code = process.wait()
                    raise Broken(complaint(words, code, time.perf_counter() - begin, errors))
                sign_in_page(address)
            yield Server(process, address, time.perf_counter() - begin)
        finally:
            stop(process)


def ready_address(process: subprocess.Popen[bytes]) -> str | None:
    """The address in the line that says ready; None where the process ended without one."""
    for line in process.stdout or ():
        words = line.decode("utf-8", "replace").split()
        if "ready:" in words:
            return words[words.index("ready:") + 1]
    return None


def sign_in_page(address: str) -> None:
    """Fetch the first page that a person sees. Raises Broken where it does not come."""
    try:
        httpx.get(f"{address}/sign-in", timeout=READY_LIMIT_S).raise_for_status()
    except httpx.HTTPError as error:
        raise Broken(f"{address}/sign-in: {error}") from error


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server as Ctrl-C does; kill it where it does not go."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
