"""What the importers' tests share: files of rows, and an importer's records sorted by kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Problem, Reject, Response, Run
from review_app.importers import IMPORTERS, Input

DATA = Path(__file__).resolve().parents[2] / "../shared/data"


@dataclass(frozen=True)
class Taken:
    """The records of one import."""

    problems: list[Problem]
    runs: list[Run]
    responses: list[Response]
    rejects: list[Reject]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(reject.place, reject.reason) for reject in self.rejects]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows (objects, or text as it stands) as JSON Lines below a folder named `folder`."""

    def written(name: str, *rows: Any) -> Path:
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def take() -> Callable[..., Taken]:
    """Read a file with an importer, and check what holds for every importer."""

    def taken(name: str, path: Path, **said: Any) -> Taken:
        records = list(IMPORTERS[name].read(Input(path, **said)))
        runs: set[str] = set()
        for record in records:
            if isinstance(record, Run):
                assert record.id not in runs, "a run is announced once"
                runs.add(record.id)
            if isinstance(record, Response):
                assert record.run_id in runs, "a run comes before its responses"
        kinds = [[r for r in records if isinstance(r, kind)] for kind in (Problem, Run, Response, Reject)]
        return Taken(*kinds)

    return taken


@pytest.fixture
def data() -> Path:
    """The real files beside the project."""
    if not DATA.is_dir():
        pytest.skip("no real files beside the project")
    return DATA
