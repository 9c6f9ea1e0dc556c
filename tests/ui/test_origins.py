from __future__ import annotations

from pathlib import Path

import pytest

from review_app.domain import Role
from review_app.errors import ServeError
from review_app.services.passwords import Hashed
from review_app.services.team import Team
from review_app.settings import Settings
from review_app.store import open_store
from review_app.ui.origins import HOSTS, LOOPBACK, hosts, own_path, require_team

ELSEWHERE = ["0.0.0.0", "::", "192.168.0.7", "example.org", ""]  # noqa: S104 - refused or guarded


@pytest.fixture
def team(tmp_path: Path):
    with open_store(":memory:") as store:
        yield Team(store)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_nothing_is_served_beyond_this_machine_without_people(team: Team, host: str) -> None:
    with pytest.raises(ServeError, match="review-app user add NAME --role admin"):
        require_team(host, team)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_with_people_it_is(team: Team, host: str) -> None:
    team.add("Bo", Role.ADMIN, Hashed("x"), by="x")
    require_team(host, team)


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_needs_nobody(team: Team, host: str) -> None:
    require_team(host, team)


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        pytest.param(Settings(), [], id="this machine"),
        pytest.param(Settings(host="0.0.0.0"), [], id="every address is no name"),  # noqa: S104
        pytest.param(Settings(host="::"), [], id="nor is it in IPv6"),
        pytest.param(Settings(host="10.0.0.7"), ["10.0.0.7"], id="an address"),
        pytest.param(Settings(host="fd00::7"), ["[fd00::7]"], id="an IPv6 address as browsers write it"),
        pytest.param(
            Settings(host="0.0.0.0", allowed_hosts=("desk.example.org", "10.0.0.7")),  # noqa: S104
            ["desk.example.org", "10.0.0.7"],
            id="names besides",
        ),
    ],
)
def test_browsers_may_call_by_the_names_of_the_server(settings: Settings, more: list[str]) -> None:
    assert hosts(settings) == [*HOSTS, *more]


@pytest.mark.parametrize(
    "name", ["*", "*.example.org", "https://desk.example.org", "desk.example.org:7860", "a b", "", "-"]
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ServeError, match="give a name or an address alone"):
        hosts(Settings(allowed_hosts=(name,)))


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        pytest.param("/table?case=c1", "/table?case=c1", id="our own"),
        pytest.param("", "/", id="nothing"),
        pytest.param("//evil.example", "/", id="another host"),
        pytest.param("//evil.example/x", "/x", id="another host with a path"),
        pytest.param("https://evil.example", "/", id="another site"),
        pytest.param("https://evil.example//evil.example", "/evil.example", id="a path that would be a host"),
        pytest.param("https:evil.example", "/evil.example", id="a scheme without slashes"),
        pytest.param("/\\evil.example", "/evil.example", id="a backslash that browsers read as a slash"),
        pytest.param("\\\\evil.example", "/evil.example", id="two of them"),
        pytest.param("/\t/evil.example", "/", id="a tab that browsers leave out"),
        pytest.param("///evil.example", "/evil.example", id="three slashes"),
        pytest.param("javascript:alert(1)", "/alert(1)", id="a script"),
        pytest.param("//[", "/", id="no address at all"),
        pytest.param("/x#y", "/x", id="a fragment"),
    ],
)
def test_sign_in_leads_nowhere_else(target: str, kept: str) -> None:
    assert own_path(target) == kept
