"""Comparing: runs against one of them, on the problems that both answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from review_app.cli.holder import done
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped

if TYPE_CHECKING:
    from rich.console import Console

Values = Mapping[str, Any]

# As many flips of a run are printed without --flips.
SHOWN_FLIPS = 10


def compare(
    runs: Annotated[list[str], typer.Argument(metavar="RUN RUN...", help="Runs by id, or models.")],
    baseline: Annotated[
        str | None, typer.Option(help="The run that the others are compared with (the first without it).")
    ] = None,
    benchmark: Annotated[list[str] | None, typer.Option(help="Only this benchmark; repeatable.")] = None,
    score: Annotated[str, typer.Option(help="corrected, automatic, tool or amended.")] = "corrected",
    as_of: Annotated[str | None, typer.Option(help="As it was at a moment in UTC: 2025-03-01 09:30:00.")] = None,
    flips: Annotated[int, typer.Option(min=0, help="Print so many problems on which runs differ.")] = SHOWN_FLIPS,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    db: Database = None,
) -> None:
    """Compare runs on the problems they share: difference, interval, tests, by level and subject, flips.

    Runs that were asked other problems, or another number of times, are refused with the reason.
    """
    from review_app.services import comparison_command

    wish = {"runs": runs, "baseline": baseline, "benchmarks": benchmark or [], "score": score, "as_of": as_of}
    found = done(db, "compare", wish, comparison_command.run)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show(found, flips)
    if all(one["refused"] for one in found["comparisons"]):
        raise typer.Exit(1)


def show(found: Values, flips: int) -> None:
    """Everything, for a reader."""
    from review_app.services.comparison_command import OVERALL_HEADS, overall_row

    out = console(stderr=False)
    when = f" as of {found['as_of']}" if found["as_of"] else ""
    out.print(escaped(f"baseline: {found['baseline']['name']}; score: {found['score']}{when}"), soft_wrap=True)
    compared = [one for one in found["comparisons"] if not one["refused"]]
    table(out, OVERALL_HEADS, map(overall_row, compared))
    for one in found["comparisons"]:
        out.print(escaped(f"\n{one['name']}"), style="bold", soft_wrap=True)
        if one["refused"]:
            out.print(escaped(f"not compared: {one['refused']}"), soft_wrap=True)
        else:
            details(out, one, flips)


def details(out: Console, one: Values, flips: int) -> None:
    """One comparison: what is to be known, its parts, its flips."""
    from review_app.services.comparison_command import FLIP_HEADS, PART_HEADS, flip_row, notes, part_row

    for line in notes(one):
        out.print(escaped(line), soft_wrap=True)
    for name in ("level", "subject"):
        table(out, (name, *PART_HEADS), (part_row(name, row) for row in one[f"by_{name}"]))
    shown = one["flips"][:flips]
    out.print(f"{len(one['flips']):,} problems differ; {len(shown):,} shown")
    table(out, FLIP_HEADS, map(flip_row, shown))


def table(out: Console, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table; nothing where it has no row."""
    from rich.table import Column, Table

    drawn = Table(*(Column(name, overflow="fold") for name in heads))
    for row in rows:
        drawn.add_row(*map(escaped, row))
    if drawn.row_count:
        out.print(drawn)
