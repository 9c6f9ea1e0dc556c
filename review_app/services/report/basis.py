"""Basis: the manifest as tables: versions, counts, runs, and the files that were imported with their hashes."""

from __future__ import annotations

from collections.abc import Iterator

from review_app.services.blocks import MISSING, Part, Table, first
from review_app.services.report.found import Found
from review_app.wording import Say, later

# Counts of the manifest -> what readers call them.
COUNTS = {
    "responses": later("Responses"),
    "correct": later("Correct responses"),
    "incorrect": later("Incorrect responses"),
    "uncertain": later("Open responses"),
    "decided_by_people": later("Responses decided by people"),
}


def basis(found: Found, say: Say) -> Part:
    """What anybody needs to make the report again."""
    told = say(
        "The same database gives this very file again with “review-app report --as-of {moment}” and the same choice.",
        moment=found.moment.isoformat(),
    )
    facts = Table([say("What"), say("Value")], list(versions(found, say)))
    heads = [say("Model"), say("Run"), say("Tool"), say("File"), say("Responses")]
    runs = [[row["model"], row["run"], row["tool"], row["source"], f"{row['responses']:,}"]
            for row in found.manifest["runs"]]  # fmt: skip
    heads_of_files = [say("File"), say("Format"), "SHA-256", say("Imported (UTC)")]
    files = [[row["file"], row["format"], row["sha256"] or MISSING, f"{row['imported_at']:%Y-%m-%d %H:%M}"]
             for row in found.manifest["inputs"]]  # fmt: skip
    tables = [facts, first(heads, runs, say("Runs")), first(heads_of_files, files, say("Imported files"))]
    return Part("basis", say("What this was made of"), [told], tables=tables)


def versions(found: Found, say: Say) -> Iterator[list[str]]:
    """Versions, moment, choice and counts, a row each."""
    manifest = found.manifest
    yield ["review_app", manifest["review_app"]]
    yield [say("As of (UTC)"), f"{found.moment:%Y-%m-%d %H:%M:%S.%f}"]
    yield [say("Grader"), ", ".join(manifest["grader"]) or MISSING]
    yield [say("Guidelines, version"), str(manifest["guideline"] or MISSING)]
    for name, values in manifest["selection"].items():
        yield [say("Chosen: {name}", name=name), ", ".join(map(str, values))]
    for name, count in manifest["counts"].items():
        yield [say(COUNTS[name]), f"{count:,}"]
