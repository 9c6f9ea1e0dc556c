from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from argon2 import PasswordHasher

from review_app.domain import PERMISSIONS, Permission, Role
from review_app.errors import InputError, NotFound
from review_app.services.passwords import Hashed, hashed
from review_app.services.team import Member, Team, clean_name
from review_app.store import Store
from tests.work import at_most

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
DEARER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
PASSWORD = "correct horse"
HASH = hashed(PASSWORD, QUICK)


@pytest.fixture
def team(store: Store) -> Team:
    """Nobody yet."""
    return Team(store, hasher=QUICK)


@pytest.fixture
def people(team: Team) -> Team:
    """An admin and one of each other role."""
    team.add("Bo", Role.ADMIN, HASH, by="Bo")
    for role in (Role.ANNOTATOR, Role.ADJUDICATOR, Role.RESEARCHER):
        team.add(str(role), role, HASH, by="Bo")
    return team


# --- an open team


def test_a_team_of_nobody_is_open_to_any_name(team: Team) -> None:
    assert not team.closed
    assert team.members() == []
    assert team.permissions("anybody") == frozenset(Permission)
    assert team.admits("anybody", None)


def test_the_first_person_must_be_an_admin(team: Team) -> None:
    for role in set(Role) - {Role.ADMIN}:
        with pytest.raises(InputError, match="first person must be an admin"):
            team.add("Ada", role, HASH, by="Ada")
    assert not team.closed


def test_the_first_person_closes_it(team: Team) -> None:
    team.add("Bo", Role.ADMIN, HASH, by="Ada")
    assert team.closed
    assert team.permissions("anybody") == frozenset()
    assert not team.admits("anybody", None)
    assert not team.admits("Bo", None), "a session from before holds no longer, even under a name of the team"
    assert team.admits("Bo", 0)


# --- names


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \t\u200b", id="nothing that is seen"),
        pytest.param("x" * 61, id="too long"),
    ],
)
def test_a_name_must_be_one(team: Team, name: str) -> None:
    with pytest.raises(InputError, match="a name has 1 to 60 characters"):
        team.add(name, Role.ADMIN, HASH, by="Ada")


def test_a_name_is_kept_clean(team: Team) -> None:
    assert team.add("  Ada \n Lovelace\x00 ", Role.ADMIN, HASH, by="x").name == "Ada Lovelace"
    assert clean_name("Ada\u202e\u200bL") == "Ada L"


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("Ada", id="the same"),
        pytest.param("ADA", id="capitals"),
        pytest.param(" ada ", id="spaces around it"),
        pytest.param("Ａｄａ", id="wide letters"),
        pytest.param("Ada\u200b", id="what is not seen"),
    ],
)
def test_a_name_is_taken_once(team: Team, again: str) -> None:
    team.add("Ada", Role.ADMIN, HASH, by="x")
    with pytest.raises(InputError, match="this name is taken"):
        team.add(again, Role.ANNOTATOR, HASH, by="x")
    assert [member.name for member in team.members()] == ["Ada"]
    assert team.member(again).name == "Ada"


def test_two_admins_who_add_the_same_name_at_once_add_it_once(people: Team) -> None:
    refused: list[Exception] = []

    def add() -> None:
        try:
            people.add("Zoe", Role.ANNOTATOR, HASH, by="x")
        except InputError as error:
            refused.append(error)

    threads = [Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert sum(member.name == "Zoe" for member in people.members()) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda team: team.set_role("Eve", Role.ADMIN, by="Bo"),
        lambda team: team.set_password("Eve", HASH, by="Bo"),
        lambda team: team.disable("Eve", by="Bo"),
        lambda team: team.enable("Eve", by="Bo"),
        lambda team: team.sign_out("Eve", by="Bo"),
        lambda team: team.member("Eve"),
    ],
)
def test_nobody_of_that_name_is_told(people: Team, change: Callable[[Team], object]) -> None:
    with pytest.raises(NotFound, match="Eve: nobody of the team"):
        change(people)


# --- what each may do


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_its_permissions(people: Team, role: Role) -> None:
    name = "Bo" if role is Role.ADMIN else str(role)
    assert people.permissions(name) == PERMISSIONS[role]


@pytest.mark.parametrize("name", ["", "nobody", "bo"])
def test_somebody_unknown_may_do_nothing(people: Team, name: str) -> None:
    assert people.permissions(name) == frozenset()


def test_another_role_holds_at_once_and_ends_no_session(people: Team) -> None:
    people.set_role("annotator", Role.RESEARCHER, by="Bo")
    assert people.permissions("annotator") == PERMISSIONS[Role.RESEARCHER]
    assert people.admits("annotator", 0)


def test_somebody_disabled_may_do_nothing_until_enabled(people: Team) -> None:
    people.disable("annotator", by="Bo")
    assert people.permissions("annotator") == frozenset()
    assert not people.admits("annotator", 0)
    assert not people.admits("annotator", 1)
    epoch = people.enable("annotator", by="Bo").epoch
    assert people.permissions("annotator") == PERMISSIONS[Role.ANNOTATOR]
    assert people.admits("annotator", epoch)
    assert not people.admits("annotator", 0), "sessions from before stay ended"


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda team: team.disable("Bo", by="Bo"), id="disabled"),
        pytest.param(lambda team: team.set_role("bo", Role.RESEARCHER, by="Bo"), id="demoted"),
    ],
)
def test_an_admin_leaves_only_where_another_is_left(people: Team, leave: Callable[[Team], Member]) -> None:
    people.add("Former", Role.ADMIN, HASH, by="Bo")
    people.disable("Former", by="Bo")
    with pytest.raises(InputError, match="Bo is the only admin left"):
        leave(people)
    assert people.permissions("Bo") == PERMISSIONS[Role.ADMIN]
    people.enable("Former", by="Bo")
    leave(people)
    assert people.permissions("Bo") != PERMISSIONS[Role.ADMIN]


def test_an_admin_who_stays_one_is_no_loss(people: Team) -> None:
    assert people.set_role("Bo", Role.ADMIN, by="Bo").role is Role.ADMIN


# --- passwords and sessions


@pytest.mark.parametrize(
    ("name", "password", "who"),
    [
        pytest.param("Bo", PASSWORD, "Bo", id="right"),
        pytest.param("bO ", PASSWORD, "Bo", id="the name otherwise capitalised"),
        pytest.param("Bo", PASSWORD + " ", None, id="wrong"),
        pytest.param("Bo", "", None, id="none"),
        pytest.param("Eve", PASSWORD, None, id="nobody"),
        pytest.param("", "", None, id="nothing"),
        pytest.param("annotator", PASSWORD, None, id="disabled"),
    ],
)
def test_who_knows_the_password_is_the_person(people: Team, name: str, password: str, who: str | None) -> None:
    people.disable("annotator", by="Bo")
    found = people.verify(name, password)
    assert (found.name if found else None) == who


def test_a_name_that_nobody_has_takes_as_much_work_as_a_wrong_password(people: Team) -> None:
    work: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            work.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)  # type: ignore[return-value]

    watched = Team(people._store, hasher=Watched(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("Bo", "nobody", "annotator"):
        assert watched.verify(name, "wrong password") is None
    assert len(work) == 3
    assert len(set(work)) == 1, "the same parameters"


def test_another_password_ends_every_session_and_the_old_one(people: Team) -> None:
    before = people.member("annotator").epoch
    after = people.set_password("annotator", hashed("another horse", QUICK), by="Bo").epoch
    assert not people.admits("annotator", before)
    assert people.admits("annotator", after)
    assert people.verify("annotator", PASSWORD) is None
    assert people.verify("annotator", "another horse") is not None


def test_signing_out_everywhere_ends_the_sessions_of_one_person_only(people: Team) -> None:
    people.sign_out("annotator", by="annotator")
    assert not people.admits("annotator", 0)
    assert people.admits("annotator", 1)
    assert people.admits("researcher", 0)
    assert people.verify("annotator", PASSWORD) is not None


def test_a_hash_that_became_too_cheap_is_made_anew_at_the_next_sign_in(people: Team, store: Store) -> None:
    dearer = Team(store, hasher=DEARER)
    assert dearer.verify("Bo", "wrong password") is None
    assert dearer.member("Bo").password == HASH
    assert dearer.verify("Bo", PASSWORD) is not None
    renewed = dearer.member("Bo")
    assert not DEARER.check_needs_rehash(renewed.password)
    assert renewed.epoch == 0, "nobody is signed out by that"
    assert dearer.verify("Bo", PASSWORD) is not None
    assert store.value("SELECT count(*) FROM user_events WHERE event = 'rehashed'") == 1


def test_another_process_finds_everything(people: Team, store: Store) -> None:
    people.set_role("annotator", Role.ADJUDICATOR, by="Bo")
    people.disable("researcher", by="Bo")
    assert Team(store).members() == people.members()


def test_a_password_is_seen_nowhere(people: Team, store: Store) -> None:
    assert HASH not in repr(people.members())
    assert PASSWORD not in str(store.rows("SELECT * FROM user_events"))


def test_each_call_of_a_browser_costs_microseconds(people: Team, store: Store) -> None:
    for number in range(200):
        people.add(f"annotator {number}", Role.ANNOTATOR, Hashed("x"), by="Bo")
    people.admits("Bo", 0)
    with at_most(1_000 * 0.0002):
        for _ in range(1_000):
            people.admits("annotator 150", 0)
            people.permissions("annotator 150")
