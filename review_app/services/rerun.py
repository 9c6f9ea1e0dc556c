"""Rerun: an export made again from its manifest, and whether it has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from review_app.domain import Selection
from review_app.errors import ExportError, InputError
from review_app.exporters.material import Options
from review_app.services.export import Wanted, export_wanted, exporter_named
from review_app.services.material import StoreMaterial
from review_app.store import Store, browse, outcomes, provenance
from review_app.store.browse import Query
from review_app.store.exports import Chosen

# What an export rests on; where one of these differs, so may the bytes.
GROUNDS = ("review_app", "grader", "guideline", "counts", "runs", "inputs", "written_back")


@dataclass(frozen=True, slots=True)
class Rerun:
    """The files written anew, the manifest last; the names of those whose bytes are others than the manifest has, and
    which of GROUNDS are."""

    paths: Sequence[Path]
    differing: Sequence[str] = ()
    grounds: Sequence[str] = ()

    @property
    def same(self) -> bool:
        """Whether every file has the very bytes."""
        return not self.differing

    @property
    def told(self) -> str:
        """What came of it, in a line."""
        if self.same:
            return "the same bytes as in the manifest"
        because = f"; other now: {', '.join(self.grounds)}" if self.grounds else ""
        return f"other bytes than in the manifest: {', '.join(self.differing)}{because}"


def rerun(
    store: Store, manifest: Path, folder: Path, *, output: Path | None = None, sources: Sequence[Path] = ()
) -> Rerun:
    """Make the export of a manifest again, from the store as it was at the manifest's moment.

    Raises InputError for a file that is no manifest of an export, ExportError where the store does not hold the inputs
    or the grader's verdicts that it names, or as `export` does.
    """
    told = read(manifest)
    row = exporter_named(told["format"])
    chosen, options = chosen_of(told, manifest), options_of(told, sources)
    require_inputs(store, told, manifest)
    require_grader(StoreMaterial(store, chosen, options, chosen.moment or datetime.max), told, manifest)
    wanted = Wanted(chosen, told["selection"], options)
    paths = export_wanted(store, told["format"], folder, wanted, output=output, stem=row.stem)
    return compared(told, paths)


def read(path: Path) -> dict[str, Any]:
    """The manifest. Raises InputError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("{path}: cannot be read ({reason})", path=path, reason=error.strerror) from error
    except ValueError as error:
        raise InputError("{path}: is no manifest of an export: it is not JSON", path=path) from error
    needed = ("format", "moment", "selection", "options", "grader", "inputs", "files")
    missing = [name for name in needed if not isinstance(told, dict) or name not in told]
    if missing:
        raise InputError("{path}: is no manifest of an export: it has no “{name}”", path=path, name=missing[0])
    return dict(told)


def chosen_of(told: Mapping[str, Any], path: Path) -> Chosen:
    """The responses that were exported: a selection, or what a view of the Browse page found. Raises InputError."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told["selection"].items()
    }
    # Only a view has pages.
    kind: type[Selection | Query] = Query if "page" in given else Selection
    unknown = sorted(set(given) - {field.name for field in fields(kind)})
    try:
        moment = datetime.fromisoformat(told["moment"]).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        unknown.append("moment")
    if unknown:
        raise InputError("{path}: cannot be read: “{name}” means nothing here", path=path, name=unknown[0])
    if kind is Query:
        return Chosen(*browse.condition(Query(**given), moment), moment)
    return Chosen(*outcomes.condition(Selection(**given)), moment)


def options_of(told: Mapping[str, Any], sources: Sequence[Path]) -> Options:
    """What the user chose besides, and where imported files lie now."""
    return Options(**{name: told["options"][name] for name in ("cap", "seed") if name in told["options"]},
                   sources=tuple(sources))  # fmt: skip


def require_inputs(store: Store, told: Mapping[str, Any], path: Path) -> None:
    """Raises ExportError naming a file that the store never took in."""
    there = provenance.imported(store)
    for row in told["inputs"]:
        if row["sha256"] is not None and row["sha256"] not in there:
            raise ExportError(
                "{path}: {file} (SHA-256 {sha256}) was never imported into {place}; use the database that the export "
                "was made from, or import the file",
                path=path,
                file=row["file"],
                sha256=row["sha256"][:12],
                place=store.path,
            )


def require_grader(material: StoreMaterial, told: Mapping[str, Any], path: Path) -> None:
    """Raises ExportError where verdicts of another grader stood at the moment."""
    there = material.graders()
    if there != told["grader"]:
        raise ExportError(
            "{path}: rests on verdicts of grader {wanted}; as of its moment {place} holds those of {there}; use the "
            "database that the export was made from",
            path=path,
            wanted=", ".join(told["grader"]) or "none",
            place=material.store.path,
            there=", ".join(there) or "none",
        )


def compared(told: Mapping[str, Any], paths: list[Path]) -> Rerun:
    """The new files beside the old manifest; names tell when they were written, so the order says which is which."""
    anew = read(paths[-1])
    digests = [[row["sha256"] for row in one["files"]] for one in (told, anew)]
    names = [row["name"] for row in told["files"]]
    differing = [name for name, old, new in zip(names, *digests, strict=False) if old != new]
    if len(digests[0]) != len(digests[1]):
        differing.append(paths[-1].name)
    return Rerun(paths, differing, [name for name in GROUNDS if told.get(name) != anew.get(name)])
