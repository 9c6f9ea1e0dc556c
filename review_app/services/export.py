"""Export: the chosen responses in a file of the chosen format, and a manifest of what it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from review_app import __version__
from review_app.domain import Selection
from review_app.errors import ExportError, InputError, NotFound
from review_app.exporters import EXPORTERS, ExporterRow, manifest
from review_app.exporters.material import Options
from review_app.services.material import StoreMaterial
from review_app.store import Store, exports, outcomes, provenance
from review_app.store.database import now
from review_app.store.exports import Chosen

NOTHING_SAID = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: the responses, how the manifest tells of them, and what the user chose besides."""

    chosen: Chosen
    told: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=Options)


def export(
    store: Store,
    format: str,
    folder: Path,
    *,
    chosen: Selection | None = None,
    output: Path | None = None,
    moment: datetime | None = None,
    options: Options | None = None,
) -> list[Path]:
    """Write the files and return their paths: the main one first, the manifest last.

    Without `output` the name tells when it was written. With `moment` everything is read as of then. Raises ExportError
    for an unknown format, nothing to export, a place that cannot be written, or a log to be written back that was
    changed or is gone; InputError for an option that means nothing.
    """
    selection = chosen or Selection()
    wanted = Wanted(Chosen(*outcomes.condition(selection), moment), told(selection), options or Options())
    return export_wanted(store, format, folder, wanted, output=output)


def told(selection: Selection) -> dict[str, list[Any]]:
    """A selection as a manifest tells of it: what it narrows."""
    return {name: list(values) for name, values in asdict(selection).items() if values}


def export_wanted(
    store: Store, format: str, folder: Path, wanted: Wanted, *, output: Path | None = None, stem: str = ""
) -> list[Path]:
    """The same for responses chosen in any way; the default name begins with `stem`, else with the format's own."""
    row = exporter_named(format)
    require_sensible(wanted.options)
    moment = wanted.chosen.moment or provenance.latest(store) or NOTHING_SAID
    material = StoreMaterial(store, wanted.chosen, wanted.options, moment)
    if not exports.any_chosen(store, wanted.chosen):
        raise ExportError(
            "{place}: holds no such response to export; import result files or widen the filters", place=store.path
        )
    target = output or new_file(folder, row.suffix, stem or row.stem)
    written = row.write(material, target)
    about = manifest_of(material, format, row, wanted)
    return [*written, manifest.write(about, written, manifest.path_for(target, folder=not row.suffix))]


def exporter_named(format: str) -> ExporterRow:
    """The format's row. Raises ExportError naming those there are."""
    if format not in EXPORTERS:
        known = ", ".join(EXPORTERS)
        raise ExportError("{format}: no such export format; there are {known}", format=format, known=known)
    return EXPORTERS[format]


def require_sensible(options: Options) -> None:
    """Raises InputError for a cap that leaves nothing."""
    if options.cap is not None and options.cap < 1:
        raise InputError("a cap of {cap} leaves nothing; give 1 or more", cap=options.cap)


def manifest_of(material: StoreMaterial, format: str, row: ExporterRow, wanted: Wanted) -> dict[str, Any]:
    """What the export was made of. No clock is asked: where nothing is said in between, two exports have the same."""
    heeded = {name: getattr(wanted.options, name) for name in ("cap", "seed") if name in row.options}
    return {
        "review_app": __version__,
        "format": format,
        "moment": material.moment,
        "selection": wanted.told,
        "options": heeded,
        **rests_on(material),
        "written_back": material.written_back(),
    }


def rests_on(material: StoreMaterial) -> dict[str, Any]:
    """Grader, guideline, counts, runs and input files behind the chosen responses."""
    store, chosen = material.store, material.chosen
    return {
        "grader": material.graders(),
        "guideline": provenance.guideline(store, chosen.moment),
        "counts": material.counts(),
        "runs": (runs := material.runs()),
        "inputs": provenance.inputs(store, [row["run"] for row in runs], chosen.moment),
    }


def new_file(folder: Path, suffix: str, subject: str = "corrected_scores") -> Path:
    """`corrected_scores_20261121_093000.csv` in the folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            "{folder}: cannot be made ({reason}); name a file with --output", folder=folder, reason=error.strerror
        ) from error
    stem = f"{subject}_{now():%Y%m%d_%H%M%S}"
    names = chain([stem], (f"{stem}_{number}" for number in count(2)))
    return next(path for name in names if not taken(path := folder / f"{name}{suffix}"))


def taken(path: Path) -> bool:
    """Whether the file or the manifest that would stand beside it is there."""
    return path.exists() or manifest.path_for(path, folder=False).exists()


def runs_named(store: Store, names: Sequence[str]) -> Selection:
    """The runs with these ids or model names, all of them for no name. Raises NotFound for an unknown name."""
    known = outcomes.run_models(store)
    chosen = {run: None for name in names for run, model in known.items() if name in (run, model)}
    missing = [name for name in names if name not in known and name not in known.values()]
    if missing:
        there = ", ".join(f"{model} ({run})" for run, model in known.items()) or "none"
        raise NotFound(f"{missing[0]}: no such run or model in {store.path}; there are: {there}")
    return Selection(runs=tuple(chosen))
