"""Generation: how near a run comes to the rate that the endpoint's latency allows, with everything stored on the way.

`python -m benchmarks.generation DATABASE URL` is the process that is measured; it prints answers per second.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.commands import ROOT, apart, run
from benchmarks.figures import Broken, Figure

# Quicker than any real model answers; a slower one is easier to keep busy.
LATENCY_S = 0.5
CONCURRENT = 64
PROBLEMS, SAMPLES = 1_000, 5


def efficiency(room: Path) -> Iterator[Figure]:
    """5,000 answers from an endpoint of our own, 64 at once; the score is reckoned meanwhile, as people see it."""
    database = room / "generation.duckdb"
    run("import", "gsm8k", problems(room / "generation.jsonl"), "--db", database)
    with endpoint() as url:
        rate = apart("generation", database, url)
    yield Figure("models.generate.efficiency_pct", 100 * rate / (CONCURRENT / LATENCY_S), "%")


def problems(path: Path) -> Path:
    """Invented problems in the format of GSM8K."""
    rows = ({"question": f"Ann has {n} eggs and buys 4. How many?", "answer": f"#### {n + 4}"} for n in range(PROBLEMS))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@contextmanager
def endpoint() -> Iterator[str]:
    """The address of the fake endpoint, in a process of its own."""
    words = [sys.executable, "-m", "tests.llm.fake_server", "--latency", str(LATENCY_S)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.kill()


def answers_per_second(database: Path, url: str) -> float:
    """Of the time between the first question and the last answer on disk. Raises Broken where one is missing."""
    from review_app.llm import Endpoint, Limits
    from review_app.services.asking import Watch
    from review_app.services.generate import generate
    from review_app.services.generation_plan import Wish
    from review_app.store import open_store

    wish = Wish("gsm8k", Endpoint("fake-1", url), limits=Limits(concurrency=CONCURRENT), samples=SAMPLES)
    with open_store(database) as store:
        found = generate(store, wish, Watch(lambda progress: None))
        stored = store.value("SELECT count(*) FROM responses")
    if stored != PROBLEMS * SAMPLES or found.progress.per_second is None:
        raise Broken(f"{stored} of {PROBLEMS * SAMPLES} answers are stored")
    return found.progress.per_second


if __name__ == "__main__":
    print(json.dumps(answers_per_second(Path(sys.argv[1]), sys.argv[2])))
