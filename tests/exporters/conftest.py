"""What the exporters' tests share: material made of a frame, read through the store's own queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from review_app.exporters import EXPORTERS
from review_app.exporters.material import Options
from review_app.services.material import StoreMaterial
from review_app.store import Store, open_store
from review_app.store.exports import Chosen

MOMENT = datetime(2025, 3, 1, 9, 30)


@pytest.fixture(scope="session")
def bare() -> Iterator[Store]:
    """A store whose view `outcomes` is whatever frame a test gives it."""
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def material(bare: Store) -> Callable[..., StoreMaterial]:
    """`material(frame, texts={"s0": "It is 1."})`: the responses of an outcomes frame, with their texts."""

    def made(
        frame: pd.DataFrame, texts: Mapping[str, str] | None = None, options: Options | None = None
    ) -> StoreMaterial:
        said = [(texts or {}).get(name, f"text of {name}") for name in frame["response_id"]]
        responses = frame[["response_id", "run_id", "problem_id", "sample"]].assign(text=said, import_id="i")
        with bare.cursor() as cursor:
            cursor.register("given", frame)
            cursor.register("given_responses", responses)
            cursor.execute("CREATE OR REPLACE TABLE framed AS SELECT * FROM given")
            cursor.execute("CREATE OR REPLACE VIEW outcomes AS SELECT * FROM framed")
            cursor.execute("DELETE FROM responses; DELETE FROM problems")
            cursor.execute("INSERT INTO responses BY POSITION SELECT * FROM given_responses")
            cursor.execute("""
                INSERT INTO problems SELECT problem_id, any_value(benchmark), 'test', problem_id, any_value(statement),
                    any_value(reference), '', NULL, NULL, '{}' FROM framed GROUP BY problem_id""")
        return StoreMaterial(bare, Chosen(), options or Options(), MOMENT)

    return made


@pytest.fixture
def write(material: Callable[..., StoreMaterial]) -> Callable[..., list[Path]]:
    """`write("csv", frame, path)` exports the frame."""

    def written(name: str, frame: pd.DataFrame, path: Path, **more: Any) -> list[Path]:
        return EXPORTERS[name].write(material(frame, **more), path)

    return written
