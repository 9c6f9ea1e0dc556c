from __future__ import annotations

import pytest

from review_app.errors import InputError
from review_app.llm import Endpoint, Sampling, key_of


@pytest.mark.parametrize(
    ("endpoint", "environment", "secret"),
    [
        pytest.param(Endpoint("m"), {"OPENAI_API_KEY": "sk-1"}, "sk-1", id="OpenAI's own"),
        pytest.param(Endpoint("m", key_variable="MINE"), {"MINE": " sk-2\n"}, "sk-2", id="a named variable"),
        pytest.param(
            Endpoint("m", "http://localhost:8000/v1"),
            {"OPENAI_API_KEY": "sk-1"},
            "none",
            id="OpenAI's goes to nobody else",
        ),
        pytest.param(
            Endpoint("m", "http://proxy/v1", "OPENAI_API_KEY"),
            {"OPENAI_API_KEY": "sk-1"},
            "sk-1",
            id="unless it is named",
        ),
    ],
)
def test_the_key_comes_from_the_environment(endpoint: Endpoint, environment: dict[str, str], secret: str) -> None:
    key = key_of(endpoint, environment)
    assert key.reveal() == secret
    assert secret not in f"{key} {key!r}" or secret == "none"


@pytest.mark.parametrize(
    ("variable", "environment", "says"),
    [
        pytest.param(None, {}, "OPENAI_API_KEY holds no key", id="not set"),
        pytest.param("MINE", {"MINE": " "}, "MINE holds no key", id="empty"),
        pytest.param("MINE", {"MINE": "sk 1"}, "MINE holds characters that no key has", id="a blank within"),
        pytest.param("MINE", {"MINE": "sk-“1”"}, "MINE holds characters", id="quotes of a word processor"),
        pytest.param("sk-123", {}, "name the environment variable", id="the key itself in place of a name"),
    ],
)
def test_a_key_that_is_not_there_is_named_and_never_shown(
    variable: str | None, environment: dict[str, str], says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        key_of(Endpoint("m", key_variable=variable), environment)
    assert "sk" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("localhost:8000", id="no scheme"),
        pytest.param("ftp://host/v1", id="another protocol"),
        pytest.param("http://user:hidden@host/v1", id="a password"),
        pytest.param("https://host/v1?key=hidden", id="a query"),
        pytest.param("http://[hidden/v1", id="brackets that do not close"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_address_that_cannot_be_stored_is_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Endpoint("m", url)
    assert "hidden" not in str(caught.value) or url.startswith("http://[")


def test_a_model_needs_a_name() -> None:
    with pytest.raises(InputError, match="name the model"):
        Endpoint(" ")


def test_openai_knows_the_length_by_its_newer_name_only() -> None:
    sampling = Sampling(max_tokens=9, seed=5)
    assert sampling.fields(Endpoint("m"), sample=2) == {"max_completion_tokens": 9, "seed": 7}
    assert sampling.fields(Endpoint("m", "http://localhost/v1")) == {"max_tokens": 9, "seed": 5}


def test_extra_fields_may_not_shadow_the_others() -> None:
    with pytest.raises(InputError, match="temperature"):
        Sampling(extra={"temperature": 1, "top_k": 3})
