from __future__ import annotations

import pytest

from review_app.errors import InputError
from review_app.llm import Endpoint, Sampling, key_of
from review_app.llm.endpoint import OPENAI
from review_app.llm.key import key_variable, require_own


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


SERVER = {"A_BASE_URL": "https://a.org/v1/", "A_API_KEY": "1", "B_BASE_URL": "https://b.org/v1", "C_API_KEY": "3"}
OPENAIS = {"OPENAI_API_KEY": "sk-1"}


@pytest.mark.parametrize(
    ("url", "environment", "variable"),
    [
        pytest.param("https://a.org/v1", SERVER, "A_API_KEY", id="the key of the address"),
        pytest.param(" https://a.org/v1/ ", SERVER, "A_API_KEY", id="written a little otherwise"),
        pytest.param("https://b.org/v1", SERVER, None, id="an address without a key"),
        pytest.param("https://a.org.evil.org/v1", SERVER, None, id="an address that begins alike"),
        pytest.param(OPENAI, OPENAIS, "OPENAI_API_KEY", id="OpenAI's needs no address"),
        pytest.param(OPENAI, OPENAIS | {"OPENAI_BASE_URL": "https://p.org/v1"}, None, id="but one that is set holds"),
    ],
)
def test_a_page_sends_a_key_to_its_own_address_only(
    url: str, environment: dict[str, str], variable: str | None
) -> None:
    assert key_variable(url, environment) == variable
    for name in {"A_API_KEY", "B_API_KEY", "C_API_KEY", "OPENAI_API_KEY"} - {variable}:
        with pytest.raises(InputError, match=f"the key in {name} is sent only to the address in {name[:-8]}_BASE_URL"):
            require_own(Endpoint("m", url.strip(), name), environment)
    require_own(Endpoint("m", url.strip(), variable), environment)


@pytest.mark.parametrize("variable", ["AWS_SECRET_ACCESS_KEY", "PATH", "sk-very-secret", "a_API_KEY"])
def test_a_page_sends_no_other_variable(variable: str) -> None:
    with pytest.raises(InputError, match="name ends with _API_KEY") as caught:
        require_own(Endpoint("m", "https://a.org/v1", variable), {"A_BASE_URL": "https://a.org/v1", variable: "x"})
    assert variable not in str(caught.value)


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
