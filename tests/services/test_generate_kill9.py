from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from review_app.llm import Endpoint, Limits
from review_app.services.asking import UNSAVED
from review_app.services.generate import generate
from review_app.services.generation_plan import Wish
from review_app.services.ingest import ingest
from review_app.store import open_store
from tests.llm.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]

SAMPLES, CONCURRENCY = 40, 4
ALL = 3 * SAMPLES

LIMITS = Limits(concurrency=CONCURRENCY, timeout=5.0, tries=3, backoff=0.001)

# What the process that is killed does.
SESSION = f"""
import sys
from review_app.llm import Endpoint, Limits
from review_app.services.generate import generate
from review_app.services.generation_plan import Wish
from review_app.store import open_store

with open_store(sys.argv[1]) as store:
    generate(store, Wish("gsm8k", Endpoint("fake-1", sys.argv[2]), limits={LIMITS!r}, samples={SAMPLES}))
"""


def test_kill_9_at_any_moment_loses_no_answer_and_pays_only_for_what_was_on_its_way(
    tmp_path: Path, benchmark: Path
) -> None:
    path, moment = tmp_path / "a.duckdb", random.randrange(5, ALL - 20)
    with open_store(path) as store:
        ingest(store, "gsm8k", benchmark)
    with FakeServer(latency=0.002) as server:
        process = subprocess.Popen([sys.executable, "-c", SESSION, str(path), server.url], cwd=ROOT)
        server.wait_for(moment)
        process.kill()
        assert process.wait(10) == -9
        asked = len(server.asked)
        with open_store(path) as store:
            kept = store.value("SELECT count(*) FROM responses")
            assert kept <= asked <= kept + CONCURRENCY + UNSAVED, f"killed at request {moment}"
            found = generate(store, Wish("gsm8k", Endpoint("fake-1", server.url), limits=LIMITS, samples=SAMPLES))
            assert (found.progress.done, found.new) == (ALL, ALL - kept)
            assert store.value("SELECT count(DISTINCT (problem_id, sample)) FROM responses") == ALL
            assert store.value("SELECT count(*) FROM responses") == ALL
            assert store.value("SELECT count(*) FROM generations") == ALL
        assert len(server.asked) - asked == ALL - kept, "nothing that was stored is paid for again"
