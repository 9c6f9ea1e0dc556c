"""Demo: the bundled sample in a database of its own, graded, ready to be reviewed."""

from __future__ import annotations

from pathlib import Path

from review_app.errors import InputError
from review_app.services.grade import grade_all
from review_app.services.ingest import Wishes, ingest
from review_app.store import Store

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
DATABASE = "demo.duckdb"

# Benchmarks of their own, so that invented problems never mix with the real MATH and GSM8K.
BENCHMARKS = (("math", "math.jsonl", "sample-math"), ("gsm8k", "gsm8k.jsonl", "sample-gsm8k"))


def load_sample(store: Store) -> None:
    """Import and grade the sample; what is there already stays, decisions included."""
    if not SAMPLE.is_dir():
        raise InputError(f"{SAMPLE}: the bundled sample is not there; run the demo from a checkout of the project")
    for format_name, file, benchmark in BENCHMARKS:
        ingest(store, format_name, SAMPLE / file, Wishes(benchmark=benchmark))
    for outputs in sorted((SAMPLE / "outputs").glob("*.jsonl")):
        ingest(store, "responses", outputs)
    grade_all(store)
