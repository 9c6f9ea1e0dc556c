from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from review_app.errors import SandboxError
from review_app.sandbox import Bounds, Ended, Sandbox, box
from tests.sandbox.isolation import needs_isolation

MEGABYTE = 1_000_000

# What is stopped by the clock is given little time, what is stopped by something else enough on a busy machine.
SHORT, LONG = 0.3, 20.0
# To start, and to be cleared away.
GRACE = 4.0


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox(Bounds(LONG))


@pytest.fixture(scope="module")
def listening() -> Iterator[int]:
    """A port of this machine that answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@needs_isolation
@pytest.mark.parametrize(
    ("code", "output"),
    [
        pytest.param("print(6 * 7)", "42\n", id="a number"),
        pytest.param("print('½ 数')", "½ 数\n", id="letters of the world"),
        pytest.param("import numpy as np; print(np.linalg.det(np.eye(3)))", "1.0\n", id="numpy"),
        pytest.param("from sympy import *; print(solve(symbols('x')**2 - 4))", "[-2, 2]\n", id="sympy"),
        pytest.param("if __name__ == '__main__':\n    print(1)", "1\n", id="as a script"),
        pytest.param("import sys; print(sys.argv)", "['program.py']\n", id="no arguments of ours"),
        pytest.param("import sys; print(repr(sys.stdin.read()))", "''\n", id="no input"),
        pytest.param(
            "def f(n):\n    return n and n + f(n - 1)\nprint(f(9))", "45\n", id="functions that know themselves"
        ),
    ],
)
def test_honest_code_gives_its_output(code: str, output: str, sandbox: Sandbox) -> None:
    ran = sandbox.run(code)
    assert (ran.output, ran.error, ran.ended) == (output, "", Ended.WELL)


@needs_isolation
@pytest.mark.parametrize(
    ("code", "error"),
    [
        pytest.param(
            "x = 1\nprint(x / 0)", "line 2, in <module>\n    print(x / 0)\n", id="an exception quotes its line"
        ),
        pytest.param("print(", "SyntaxError", id="no Python"),
        pytest.param("raise SystemExit('gone')", "gone", id="leaves with a message"),
        pytest.param("import requests", "No module named 'requests'", id="a package that is not there"),
        pytest.param("print('\\0')\n\0", "null bytes", id="a null byte"),
        pytest.param("import os; os.kill(os.getpid(), 9)", "ended with code 137", id="kills itself"),
    ],
)
def test_what_goes_wrong_is_told(code: str, error: str, sandbox: Sandbox) -> None:
    ran = sandbox.run(code)
    assert ran.ended is Ended.ERROR
    assert error in ran.error
    assert "inside.py" not in ran.error


# What each attack prints if it succeeds contains "BROKEN".
ATTACKS = [
    pytest.param(
        "import socket; socket.create_connection(('127.0.0.1', PORT), 1); print('BROKEN')", Ended.ERROR,
        id="network: this machine",
    ),
    pytest.param(
        "import socket; socket.getaddrinfo('example.com', 80); print('BROKEN')", Ended.ERROR, id="network: a name"
    ),
    pytest.param(
        "from socket import *; socket(AF_INET, SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53)); print('BROKEN')",
        Ended.ERROR, id="network: a datagram",
    ),
    pytest.param("print(open('SECRET').read(), 'BROKEN')", Ended.ERROR, id="read: a file of this machine"),
    pytest.param("print(open('/etc/passwd').read(), 'BROKEN')", Ended.ERROR, id="read: the users"),
    pytest.param("import os; print('BROKEN', os.listdir('/proc'))", Ended.ERROR, id="read: the processes"),
    pytest.param("import os; os.environ['SANDBOX_TEST']; print('BROKEN')", Ended.ERROR, id="read: our environment"),
    pytest.param("open('/tmp/x', 'w').write('x'); print('BROKEN')", Ended.ERROR, id="write: where all may"),
    pytest.param("open('/x', 'w').write('x'); print('BROKEN')", Ended.ERROR, id="write: the root"),
    pytest.param("open('/packages/numpy/x.py', 'w'); print('BROKEN')", Ended.ERROR, id="write: the packages"),
    pytest.param("open('/inside.py', 'a'); print('BROKEN')", Ended.ERROR, id="write: what starts the next one"),
    pytest.param(
        "import os; fd = os.memfd_create('x'); os.write(fd, b'x' * 9); print('BROKEN')", Ended.ERROR,
        id="write: a file in memory, beyond the bound on memory",
    ),
    pytest.param("import os\nos.fork()\nprint('BROKEN')", Ended.ERROR, id="a second process"),
    pytest.param("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", Ended.TIME, id="a fork bomb"),
    pytest.param(
        "import os\nif os.fork() == 0: os._exit(0)\nprint('BROKEN')", Ended.ERROR, id="a zombie that nobody waits for"
    ),
    pytest.param("import os; os.execv('/bin/sh', ['sh']); print('BROKEN')", Ended.ERROR, id="a shell"),
    pytest.param("from threading import *\nThread(target=print, args=('BROKEN',)).start()", Ended.ERROR, id="a thread"),
    pytest.param("x = bytearray(10 ** 10); print('BROKEN')", Ended.MEMORY, id="memory: all at once"),
    pytest.param("x = []\nwhile True: x.append(bytearray(10 ** 6))", Ended.MEMORY, id="memory: bit by bit"),
    pytest.param(
        "from resource import *; setrlimit(RLIMIT_AS, (-1, -1)); print('BROKEN')", Ended.ERROR, id="memory: a new bound"
    ),
    pytest.param(
        "import ctypes\nassert ctypes.CDLL(None).shmget(0, 10 ** 6, 0o1600) >= 0\nprint('BROKEN')", Ended.ERROR,
        id="memory: shared, which no limit counts",
    ),
    pytest.param(
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\nprint('BROKEN')", Ended.ERROR,
        id="rights: users of its own",
    ),
    pytest.param("while True: print('x' * 999)", Ended.OUTPUT, id="endless output"),
    pytest.param("import sys\nwhile True: sys.stderr.write('x' * 999)", Ended.OUTPUT, id="endless errors"),
    pytest.param("while True: pass", Ended.TIME, id="an endless loop"),
    pytest.param("10 ** 10 ** 10", Ended.TIME, id="one step that takes for ever"),
    pytest.param("import time; time.sleep(3600)", Ended.TIME, id="sleeps"),
    pytest.param(
        "import os, time\nfor fd in range(3): os.close(fd)\ntime.sleep(3600)", Ended.TIME, id="sleeps, outputs closed"
    ),
    pytest.param(
        "import signal, time\nfor s in {*signal.Signals} - {9, 19}: signal.signal(s, signal.SIG_IGN)\ntime.sleep(3600)",
        Ended.TIME, id="ignores all signals",
    ),
    pytest.param("import os; os.kill(os.getppid(), 9); print('BROKEN')", Ended.ERROR, id="signals: to its parent"),
    pytest.param("import os; os.kill(PARENT, 9); print('BROKEN')", Ended.ERROR, id="signals: to us"),
    pytest.param("import os; os.setuid(0); print('BROKEN')", Ended.ERROR, id="rights: root again"),
    pytest.param(
        "import ctypes\nassert ctypes.CDLL(None).mount(b'x', b'/', b'tmpfs', 0, 0) == 0\nprint('BROKEN')",
        Ended.ERROR, id="rights: a mount",
    ),
    pytest.param("import os; os.chroot('/packages'); print('BROKEN')", Ended.ERROR, id="rights: another root"),
    pytest.param("import os; os.nice(-5); print('BROKEN')", Ended.ERROR, id="rights: before others"),
]  # fmt: skip


@needs_isolation
@pytest.mark.parametrize(("code", "ended"), ATTACKS)
def test_an_attack_stays_in_its_bounds(
    code: str, ended: Ended, listening: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_TEST", "secret")
    (tmp_path / "secret").write_text("secret")
    for name, value in {"PORT": listening, "SECRET": tmp_path / "secret", "PARENT": os.getpid()}.items():
        code = code.replace(name, str(value)) if name != "SECRET" else code.replace("'SECRET'", f"'{value}'")
    seconds = SHORT if ended is Ended.TIME else LONG
    ran = Sandbox(Bounds(seconds, memory=400 * MEGABYTE, output=10_000)).run(code)
    assert "BROKEN" not in ran.output
    assert ran.ended is ended, ran.error
    assert ran.seconds < seconds + GRACE
    assert len(ran.output) <= 10_000
    assert len(ran.error) <= 10_000
    assert children() == [], "nothing is left behind"


def children() -> list[str]:
    """What still runs, or is a zombie, of the processes that this one started in boxes."""
    found = subprocess.run(
        ["ps", "-o", "comm=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    ).stdout.split()
    return [name for name in found if name.startswith("bwrap")]


@needs_isolation
def test_several_run_at_once(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        outputs = [ran.output for ran in pool.map(sandbox.run, [f"print({n} ** 2)" for n in range(8)])]
    assert outputs == [f"{n * n}\n" for n in range(8)]


@needs_isolation
def test_a_program_may_be_long_but_not_endless(sandbox: Sandbox) -> None:
    assert sandbox.run("#" * 900_000 + "\nprint(1)").output == "1\n"
    with pytest.raises(SandboxError, match="1,000,001 characters"):
        sandbox.run("#" * 1_000_001)


@pytest.mark.parametrize(
    ("platform", "found", "says"),
    [
        pytest.param("darwin", "/usr/bin/bwrap", "only Linux", id="another system"),
        pytest.param("linux", None, "bubblewrap is not installed", id="no bubblewrap"),
        pytest.param("linux", "/bin/false", "bubblewrap fails here: 1", id="one that may not make a box"),
    ],
)
def test_without_isolation_nothing_runs_and_the_reason_is_told(
    platform: str, found: str | None, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box.sys, "platform", platform)
    monkeypatch.setattr(box, "program", lambda: found)
    with pytest.raises(SandboxError, match=f"there is no isolation: .*{says}"):
        Sandbox(obstacle=box.obstacle.__wrapped__)
