"""Inside: the first thing that runs in the box. Binds itself for ever, then runs the code that comes on its input.

Never imported: it is given to an interpreter of its own, with nothing but the standard library and /packages.
Arguments: bytes of memory, seconds of CPU, and the user to become (nothing for a user who is nobody already).
"""

import os
import resource
import sys


def bind(memory: int, seconds: int, user: str) -> None:
    """Limits that nothing inside can raise again, and no rights left to give up."""
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),  # also of files in memory, which address space does not count
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    if user:
        os.setgroups([])
        os.setresgid(int(user), int(user), int(user))
        os.setresuid(int(user), int(user), int(user))
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))  # this one


def main() -> None:
    """Run the code as a script is run; what it raises is shown without the lines of this file."""
    code = sys.stdin.buffer.read().decode("utf-8", "replace")
    memory, seconds, user = sys.argv[1:4]
    bind(int(memory), int(seconds), user)
    sys.argv, sys.path = ["program.py"], [*sys.path[1:], "/packages"]
    script = {"__name__": "__main__", "__builtins__": __builtins__}
    try:
        exec(compile(code, "program.py", "exec"), script)  # noqa: S102 - what the box is for
    except SystemExit:
        raise
    except BaseException as error:
        sys.stdout.flush()
        show(error, code)
        sys.exit(1)


def show(error: BaseException, code: str) -> None:
    """The traceback, quoting the code. Imported only now: it takes as long as all the rest."""
    import linecache
    import traceback

    linecache.cache["program.py"] = (len(code), None, code.splitlines(keepends=True), "program.py")
    traceback.print_exception(type(error), error, error.__traceback__.tb_next if error.__traceback__ else None)


if __name__ == "__main__":
    main()
