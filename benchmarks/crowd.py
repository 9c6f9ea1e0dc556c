"""Crowd: fifty annotators at one server for five minutes; twenty whose server is killed again and again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import large, ledger, scenario
from benchmarks.commands import ROOT, Server, apart, killed_after, served
from benchmarks.figures import Broken, Figure, spread
from benchmarks.ledger import Event

CASES = 100_000
PEOPLE = 50
SECONDS_VARIABLE = "REVIEW_APP_LOAD_SECONDS"
SECONDS = 300.0

KILLED_CASES = 20_000
KILLED_PEOPLE = 20
KILLS_VARIABLE = "REVIEW_APP_KILLS"
KILLS = 20
# The server is killed so long after the people have begun; the first second goes to reading the queue.
KILL_S = (0.5, 4.0)
LEASE_MINUTES = 0.05
# Signing in, reading a large queue, the last answers: so much longer than the work itself may everything take.
MARGIN_S = 60.0


def load(room: Path) -> Iterator[Figure]:
    """50 people decide, each as fast as the server answers."""
    seconds = float(os.environ.get(SECONDS_VARIABLE, SECONDS))
    database, path = scenario.copied(large.database(room, CASES), room / "crowd.duckdb"), room / "crowd.jsonl"
    with served(database) as server:
        used = apart("annotators", server.address, str(PEOPLE), str(seconds), path, limit=seconds + MARGIN_S)
    log = unbroken(ledger.read(path), "refused", "gone")
    acked = [event["ms"] for event in log if event["what"] == "acked"]
    print(f"desk.load50: {len(acked):,} decisions; the annotators took {used['cpu_s']:.0f} s of CPU", file=sys.stderr)
    yield from spread("desk.load50", acked)
    yield Figure("desk.load50.decisions_per_s", len(acked) / seconds, "decisions/s")
    yield Figure("desk.load50.collisions", ledger.collisions(log), "cases")
    yield Figure("desk.load50.lost", apart("ledger", database, path)["lost"], "decisions")


def kill9(room: Path) -> Iterator[Figure]:
    """Kill the server under load with a signal that it cannot catch, and look what is left, as often as KILLS."""
    kills = int(os.environ.get(KILLS_VARIABLE, KILLS))
    database = large.database(room, KILLED_CASES, LEASE_MINUTES)
    database = scenario.copied(database, room / "killed.duckdb")
    logs = [room / f"killed-{number}.jsonl" for number in range(kills + 1)]
    moments = random.Random(kills)  # noqa: S311 - the same moments in every run
    for before, log in zip([None, *logs], logs[:-1], strict=False):
        with served(database) as server:
            killed_under(server, log, before, moments.uniform(*KILL_S))
        unbroken(ledger.read(log), "refused")
        time.sleep(LEASE_MINUTES * 60)
    with served(database) as server:
        apart("annotators", server.address, "0", "0", logs[-1], logs[-2])
    found = apart("ledger", database, *logs)
    acked = sum(event["what"] == "acked" for log in logs for event in ledger.read(log))
    print(f"desk.kill9: {kills} kills, {acked:,} acknowledged decisions", file=sys.stderr)
    yield Figure("desk.kill9.lost", found["lost"], "decisions")
    yield Figure("desk.kill9.stuck", found["stuck"], "cases")


def killed_under(server: Server, log: Path, before: Path | None, seconds: float) -> None:
    """Let people work, kill the server so many seconds later, and let them notice."""
    words = [server.address, str(KILLED_PEOPLE), str(MARGIN_S), str(log), *([str(before)] if before else [])]
    words = [sys.executable, "-m", "benchmarks.annotators", *words]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as people, killed_after(people, 2 * MARGIN_S):
        begun = people.stdout and people.stdout.readline()
        time.sleep(seconds)
        server.process.kill()
        if people.wait() or not begun:
            raise Broken(f"benchmarks.annotators: exit code {people.returncode}, before the server was killed")


def unbroken(log: list[Event], *faults: str) -> list[Event]:
    """The same log. Raises Broken where somebody met one of the faults."""
    met = [event for event in log if event["what"] in faults]
    if met:
        raise Broken(f"{len(met)} of the annotators were {met[0]['what']}: {met[0]['reason']}")
    return log
