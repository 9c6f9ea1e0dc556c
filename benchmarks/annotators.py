"""Annotators: simulated people who decide case after case over real HTTP, as fast as the server answers.

`python -m benchmarks.annotators ADDRESS PEOPLE SECONDS LOG [BEFORE]` lets them work and writes down, one JSON line
each and in order, what they were told (see `ledger`). `BEFORE` is the log of people who lost their server: they look
first whether the cases that these held can be had again, and send again what was never acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks import ledger
from benchmarks.ledger import Event
from benchmarks.wire import Lost, Wire

# What people do besides deciding: shares of all they do.
SKIPS, UNDOES = 0.02, 0.01
# What happens to decisions on their way: the same one is sent twice, or the connection is cut before the answer.
REPEATED, CUT = 0.01, 0.005
OUTCOMES = ("correct", "incorrect", "uncertain")
OUTCOME_SHARES = (60, 37, 3)
# The case that is shown and the one after it, as the page asks for them.
WANTED = 2
# Whoever has nothing to do asks again after so many seconds.
PAUSE_S = 0.2
SEED = 4


class Refused(Exception):
    """The server answered with an error: no call of these should be one."""


class Person:
    """One annotator at one browser tab. `hand` are the cases that the page has, the shown one first."""

    def __init__(self, name: str, address: str, log: list[Event]) -> None:
        self.name = name
        self.wire = Wire(address)
        self.log = log
        self.random = random.Random(f"{SEED} {name}")  # noqa: S311 - the same work in every run
        self.tab = uuid4().hex
        self.hand: list[str] = []
        self.last = ""

    async def arrive(self) -> None:
        """Sign in and get the first cases: nobody is timed while the server still reads its queue."""
        await self.wire.sign_in(self.name)
        await self.turn()

    async def work(self, until: float) -> None:
        """Go on until then (`time.monotonic`), or until the server is gone."""
        try:
            while time.monotonic() < until:
                await self.step()
        except Lost as lost:
            self.note("gone", reason=str(lost))
        except Refused as refused:
            self.note("refused", reason=str(refused))
        finally:
            self.wire.close()

    async def step(self) -> None:
        """One thing that a person does."""
        chance = self.random.random()
        if not self.hand:
            await self.turn()
        elif chance < SKIPS:
            await self.skip()
        elif chance < SKIPS + UNDOES and self.last:
            await self.undo()
        else:
            await self.decide()

    async def turn(self) -> None:
        """Ask for cases with an empty page."""
        self.receive(await self.call("turn"))
        if not self.hand:
            await asyncio.sleep(PAUSE_S)

    async def decide(self) -> None:
        """Decide the shown case and get the next one, in one call."""
        case, outcome = self.hand[0], self.random.choices(OUTCOMES, OUTCOME_SHARES)[0]
        decision = {"id": uuid4().hex, "case": case, "outcome": outcome, "seconds": 4.2}
        said = {**self.circumstances(), "decision": decision}
        self.note("sent", case=case, id=decision["id"], outcome=outcome)
        if self.random.random() < CUT:
            await self.wire.abandon("/desk/decide", said)
        begin = time.perf_counter()
        answer = await self.call("decide", said)
        self.note("acked", id=answer["saved"], ms=(time.perf_counter() - begin) * 1000)
        if self.random.random() < REPEATED:
            self.receive(await self.call("decide", said))
        self.last = case
        self.hand.remove(case)
        self.receive(answer, but=case)

    async def skip(self) -> None:
        """Leave the shown case to others."""
        case = self.hand.pop(0)
        self.note("back", case=case)
        self.receive(await self.call("skip", {**self.circumstances(), "case": case}))

    async def undo(self) -> None:
        """Take the last decision back and see its case again."""
        self.note("back", case=self.last)
        answer = await self.call("undo", self.circumstances())
        self.note("undone", case=self.last)
        self.last = ""
        self.receive(answer, first=True)

    def circumstances(self) -> dict[str, Any]:
        """What every call says of the page."""
        return {"tab": self.tab, "scope": {}, "order": "", "hold": list(self.hand), "want": WANTED}

    async def call(self, name: str, said: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer of the server. Raises Refused for an error, Lost where the server is gone."""
        status, body = await self.wire.call(f"/desk/{name}", said or self.circumstances())
        if status != 200:
            raise Refused(f"/desk/{name}: status {status}: {body[:300].decode('utf-8', 'replace')}")
        answer: dict[str, Any] = json.loads(body)
        return answer

    def receive(self, answer: dict[str, Any], *, first: bool = False, but: str = "") -> None:
        """Take the new cases of an answer in hand."""
        for one in answer["cases"]:
            if not one["shared"]:
                self.note("handed", case=one["id"])
            if one["id"] not in (*self.hand, but):
                self.hand.insert(0 if first else len(self.hand), one["id"])

    def note(self, what: str, **about: Any) -> None:
        """Write down what happened."""
        self.log.append({"what": what, "who": self.name, "at": time.time(), **about})


async def look_after(address: str, before: list[Event], log: list[Event]) -> None:
    """After a crash: ask for each case that was in somebody's hands, then send again what was not acknowledged."""
    inspector = Person("inspector", address, log)
    await inspector.wire.sign_in(inspector.name)
    for case in ledger.in_hands(before):
        opened = await inspector.call("open", {**inspector.circumstances(), "case": case})
        inspector.note("looked", case=case, free=not opened["cases"][0]["shared"])
        await inspector.call("release", {"tab": inspector.tab})
    for sent in ledger.unacknowledged(before):
        person = Person(sent["who"], address, log)
        await person.wire.sign_in(person.name)
        decision = {name: sent[name] for name in ("id", "case", "outcome")}
        answer = await person.call("decide", {**person.circumstances(), "decision": decision, "want": 0})
        person.note("sent", **decision)
        person.note("acked", id=answer["saved"])


async def everybody(address: str, people: int, seconds: float, log: list[Event], before: list[Event]) -> None:
    """Look after what a crash left, then let so many people work for so many seconds."""
    if before:
        await look_after(address, before, log)
    crowd = [Person(f"person {number}", address, log) for number in range(people)]
    await asyncio.gather(*(person.arrive() for person in crowd))
    print("working", flush=True)
    until = time.monotonic() + seconds
    await asyncio.gather(*(person.work(until) for person in crowd))


def main(address: str, people: str, seconds: str, path: str, before: str = "") -> None:
    """Let them work, "working" is printed when they begin; prints the seconds of CPU that all of them together took."""
    log: list[Event] = []
    try:
        asyncio.run(everybody(address, int(people), float(seconds), log, ledger.read(Path(before)) if before else []))
    finally:
        ledger.write(Path(path), log)
    print(json.dumps({"cpu_s": time.process_time()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
