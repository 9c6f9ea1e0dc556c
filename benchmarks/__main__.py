"""`python -m benchmarks [prefix] [--compare]`: measure, print `name value unit`, keep it in `results.jsonl`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    boxes,
    cli,
    crowd,
    exporting,
    generation,
    grading,
    history,
    importing,
    insight,
    math_verify,
    next_case,
    reviewing,
    serving,
)
from benchmarks.figures import Absent, Broken, Figure, Measure

# Each row names all figures that its measure gives. Later rows may use the databases that earlier ones made.
BENCHMARKS: dict[tuple[str, ...], Measure] = {
    ("cli.help_s",): cli.help_text,
    ("serve.ready_s",): serving.ready,
    ("import.percent4_s",): importing.percent4,
    ("grade.all_s",): grading.everything,
    ("grader.rows_per_s", "grader.wrong", "grader.ambiguous", "grader.review_pct"): grading.against_truth,
    (
        "grader.ratio_vs_math_verify",
        "grader.beside.rows_per_s",
        "grader.beside.wrong",
        "grader.beside.review_pct",
        "math_verify.rows_per_s",
        "math_verify.wrong",
        "math_verify.review_pct",
    ): math_verify.beside_ours,
    ("desk.key_to_next.median_ms", "desk.key_to_next.p95_ms"): reviewing.by_key,
    ("desk.mouse_to_next.median_ms", "desk.mouse_to_next.p95_ms"): reviewing.by_mouse,
    ("desk.next_100k.median_ms", "desk.next_100k.p95_ms"): next_case.claimed,
    (
        "desk.load50.median_ms",
        "desk.load50.p95_ms",
        "desk.load50.decisions_per_s",
        "desk.load50.collisions",
        "desk.load50.lost",
    ): crowd.load,
    ("desk.kill9.lost", "desk.kill9.stuck"): crowd.kill9,
    ("import.rows_per_s", "import.peak_mb"): importing.generated,
    ("grade.rows_per_s", "grade.peak_mb"): grading.generated,
    ("export.parquet_s",): exporting.parquet,
    ("export.csv_s",): exporting.csv,
    ("insight.open_1m_s", "insight.filter_1m_s"): insight.dashboard,
    ("insight.parquet_1m_s", "insight.csv_1m_s", "insight.peak_mb"): insight.files,
    ("models.generate.efficiency_pct",): generation.efficiency,
    ("sandbox.overhead_ms",): boxes.overhead,
}


def main() -> int:
    """Exit code 0; 1 where a benchmark broke or no figure has the prefix. Skipped ones do not count as broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("prefix", nargs="?", default="", help="only the figures whose name starts with this")
    parser.add_argument("--compare", action="store_true", help="measure nothing; show the last beside earlier figures")
    given = parser.parse_args()
    if not any(wanted(names, given.prefix) for names in BENCHMARKS):
        print(f"{given.prefix}: no such figure; there are {', '.join(sum(BENCHMARKS, ()))}", file=sys.stderr)
        return 1
    if given.compare:
        print(*history.comparison(given.prefix) or ["nothing measured yet"], sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="review_app_benchmarks_") as room:
        return measure_all(Path(room), given.prefix)


def measure_all(room: Path, prefix: str) -> int:
    """Run what the prefix names; one that breaks costs only itself."""
    about, code = history.circumstances(), 0
    for names, measure in BENCHMARKS.items():
        if not (chosen := wanted(names, prefix)):
            continue
        try:
            for figure in measure(room):
                if figure.name in chosen:
                    tell(figure, about)
        except Absent as lacking:
            print(f"skipped {', '.join(chosen)}: {lacking}", file=sys.stderr)
        except Broken as fault:
            print(f"broken {', '.join(chosen)}: {fault}", file=sys.stderr)
            code = 1
    return code


def wanted(names: tuple[str, ...], prefix: str) -> list[str]:
    """The names that start with the prefix; all of them for an empty one."""
    return [name for name in names if name.startswith(prefix)]


def tell(figure: Figure, about: dict[str, object]) -> None:
    """Print a figure as soon as it is there, and keep it."""
    print(figure, flush=True)
    history.append(figure, about)


if __name__ == "__main__":
    sys.exit(main())
