from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from review_app.errors import ServeError
from review_app.ui.signing import secret, secret_file


def test_the_key_is_the_owners_alone_and_stays(tmp_path: Path) -> None:
    place = secret_file(tmp_path / "review.duckdb")
    assert place.name == "review.duckdb.secret"
    key = secret(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert secret(place) == key
    assert len(key) >= 32
    assert secret(tmp_path / "other.secret") != key


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda place: place.write_text(""), id="empty"),
        pytest.param(lambda place: place.write_text("short"), id="cut off"),
        pytest.param(lambda place: place.write_bytes(b"\xff" * 50), id="rubbish"),
        pytest.param(lambda place: place.mkdir(), id="a folder"),
    ],
)
def test_a_damaged_key_signs_nothing(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    place = tmp_path / "review.duckdb.secret"
    damage(place)
    with pytest.raises(ServeError, match="delete the file"):
        secret(place)


def test_a_key_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="missing/x"):
        secret(tmp_path / "missing" / "x")
