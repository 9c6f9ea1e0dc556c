"""Box: the command that starts an isolated Python, by bubblewrap, and the reason where there can be none.

The box has its own processes, network (none), users, host name and file system: of the machine it shows the dynamic
libraries, this Python's standard library and three packages, all read-only; nothing can be written anywhere.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from review_app.sandbox import calls
from review_app.sandbox.bounds import Bounds

PROGRAM = "bwrap"

# What code may import beside the standard library. numpy's own libraries lie beside it.
PACKAGES = ("numpy", "numpy.libs", "sympy", "mpmath")

# Where dynamic libraries lie; what is not there is left out.
LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")

# The user without rights, by number: where root starts the box, the code becomes this one.
NOBODY = 65534

# Own networks, processes and the rest. A user namespace only where it is needed: root inside one is root to the limit
# on processes, which then does not hold.
UNSHARE = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")

# Where the interpreter stands inside, wherever it is on this machine.
HOME = "/python"

# Threads would be processes, of which there may be one.
ENVIRONMENT = {
    "LD_LIBRARY_PATH": f"{HOME}/lib",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
}

PROBE_SECONDS = 20.0


@contextmanager
def started(bounds: Bounds) -> Iterator[subprocess.Popen[bytes]]:
    """A box with an interpreter in it; the code comes on its standard input. It is gone at the end of the block."""
    ours, theirs = os.pipe()
    try:
        os.write(theirs, calls.program(calls.MACHINES[platform.machine()]))
        os.close(theirs)
        process = subprocess.Popen(  # noqa: S603 - our own command
            command(bounds, ours),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=(ours,),
        )
    finally:
        os.close(ours)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it where it still is, and with it everything in the box; nothing is left behind."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()


def command(bounds: Bounds, refused: int) -> list[str]:
    """What to start; `refused` is where the program for the kernel is read."""
    root = os.geteuid() == 0
    limits = [str(bounds.memory), str(int(bounds.seconds) + 1), str(NOBODY) if root else ""]
    return [*walls(root), "--seccomp", str(refused), f"{HOME}/bin/python", "-I", "-S", "-B", "/inside.py", *limits]


def walls(root: bool) -> list[str]:
    """bubblewrap with everything that keeps the inside in."""
    rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    user = rights if root else ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    words = [program() or PROGRAM, "--die-with-parent", "--new-session", "--clearenv", *UNSHARE, *user]
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += [
        "--hostname",
        "box",
        *shown(),
        "--dev-bind",
        "/dev/null",
        "/dev/null",
        "--remount-ro",
        "/",
        "--chdir",
        "/",
    ]
    return words


@cache
def shown() -> tuple[str, ...]:
    """What of this machine can be seen inside, read-only."""
    stdlib = sysconfig.get_path("stdlib", vars={"base": sys.base_prefix, "installed_base": sys.base_prefix})
    inside = f"{HOME}/lib/{Path(stdlib).name}"
    places = {place: place for place in LIBRARIES if Path(place).exists()}
    places |= {interpreter(): f"{HOME}/bin/python", stdlib: inside}
    places |= {place: f"{HOME}/lib/{Path(place).name}" for place in shared_library()}
    places |= {place: f"/packages/{Path(place).name}" for place in package_places()}
    places[str(Path(__file__).with_name("inside.py"))] = "/inside.py"
    folders = ("/usr", "/etc", "/packages", HOME, f"{HOME}/bin", f"{HOME}/lib")  # else only root may enter
    words = [word for folder in folders for word in ("--perms", "0755", "--dir", folder)]
    words += [word for place, there in places.items() for word in bound(place, there)]
    hidden = ("--tmpfs", f"{inside}/site-packages") if Path(stdlib, "site-packages").is_dir() else ()
    return (*words, *hidden)


def bound(place: str, inside: str) -> tuple[str, ...]:
    """A link stays a link; anything else is shown as it is."""
    if inside == place and os.path.islink(place) and Path(place).is_dir():
        return ("--symlink", os.readlink(place), inside)
    return ("--ro-bind", place, inside)


def package_places() -> list[str]:
    """Where the packages lie, as far as they are installed."""
    specs = {name: importlib.util.find_spec(name) for name in PACKAGES if "." not in name}
    found = [place for spec in specs.values() if spec for place in spec.submodule_search_locations or ()]
    beside = {str(Path(place).with_name(name)) for place in found for name in PACKAGES if "." in name}
    return [*found, *sorted(place for place in beside if Path(place).is_dir())]


def shared_library() -> list[str]:
    """The library of an interpreter that is built with one."""
    folder, name = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")
    return [f"{folder}/{name}"] if sysconfig.get_config_var("Py_ENABLE_SHARED") and folder and name else []


@cache
def interpreter() -> str:
    """The Python below any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def program() -> str | None:
    """Where bubblewrap is."""
    return shutil.which(PROGRAM)


@cache
def obstacle() -> str | None:
    """Why there is no isolation here; None where there is. Tried once a process, by running nothing in a box."""
    if sys.platform != "linux":
        return "only Linux has what the sandbox needs"
    if calls.machine() is None:
        return f"the system calls of {platform.machine()} are not known"
    if program() is None:
        return "bubblewrap is not installed (on Debian and Ubuntu: apt install bubblewrap)"
    try:
        with started(Bounds()) as process:
            output, error = process.communicate(b"print(6 * 7)", PROBE_SECONDS)
    except subprocess.TimeoutExpired:
        return "bubblewrap does not come to an end"
    said = error.decode("utf-8", "replace").strip().splitlines()
    return None if output == b"42\n" else f"bubblewrap fails here: {said[-1] if said else process.returncode}"
