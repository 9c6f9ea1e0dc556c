from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from review_app.errors import InputError
from review_app.services.passwords import HASHER, MAX_PASSWORD, hashed, matches

# Cheap: what is tested here is not how dear a guess is.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        pytest.param("", "has 0 characters; take at least 10", id="nothing"),
        pytest.param("123456789", "has 9 characters; take at least 10", id="one too few"),
        pytest.param("e\u0301" * 9, "has 9 characters", id="accents written apart make it no longer"),
        pytest.param("x" * (MAX_PASSWORD + 1), f"take at most {MAX_PASSWORD}", id="a pasted file"),
    ],
)
def test_a_password_of_another_length_is_refused(password: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        hashed(password, QUICK)


@pytest.mark.parametrize(
    ("password", "typed", "same"),
    [
        pytest.param("correct horse", "correct horse", True, id="the same"),
        pytest.param("correct horse", "Correct horse", False, id="another capital"),
        pytest.param("correct horse", "correct horse ", False, id="a space behind it"),
        pytest.param("correct horse", "", False, id="nothing"),
        pytest.param("  two spaces  ", "  two spaces  ", True, id="spaces are part of it"),
        pytest.param("caf\u00e9 au lait", "cafe\u0301 au lait", True, id="accents as another keyboard writes them"),
        pytest.param("正确的马电池订书钉啊", "正确的马电池订书钉啊", True, id="Chinese"),
        pytest.param("x" * MAX_PASSWORD, "x" * MAX_PASSWORD, True, id="as long as allowed"),
        pytest.param("x" * MAX_PASSWORD, "x" * 10_000_000, False, id="a flood is not even hashed"),
        pytest.param("nul\x00inside it", "nul\x00inside it", True, id="a character that ends texts in C"),
        pytest.param("nul\x00inside it", "nul\x00other one", False, id="what comes after it counts"),
    ],
)
def test_a_password_matches_itself_only(password: str, typed: str, same: bool) -> None:
    assert matches(hashed(password, QUICK), typed, QUICK) is same


@pytest.mark.parametrize("kept", ["", "correct horse", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_what_is_no_hash_matches_nothing(kept: str) -> None:
    assert not matches(kept, "correct horse", QUICK)


def test_two_people_with_one_password_have_two_hashes() -> None:
    assert hashed("correct horse", QUICK) != hashed("correct horse", QUICK)


def test_a_guess_is_as_dear_as_owasp_asks() -> None:
    assert HASHER.type.name == "ID"
    assert (HASHER.time_cost, HASHER.memory_cost) >= (2, 19 * 1024)
