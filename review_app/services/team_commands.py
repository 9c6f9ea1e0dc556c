"""Team commands: what `review-app user` does, on an open store or in the server that holds it.

Arguments and answers are plain values, for they travel as JSON. A password travels as its hash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from review_app.domain import Role
from review_app.errors import InputError
from review_app.services.passwords import Hashed
from review_app.services.team import Member, Team

Values = Mapping[str, Any]

# Who is said to have done what a command does.
BY = "command line"


def described(member: Member) -> Values:
    """A person as plain values."""
    return {
        "name": member.name,
        "role": str(member.role),
        "disabled": member.disabled,
        "added_at": member.added_at.isoformat(timespec="minutes", sep=" "),
    }


def list_all(team: Team, _: Values) -> Values:
    """Everybody."""
    return {"members": [described(member) for member in team.members()]}


def add(team: Team, wish: Values) -> Values:
    """Take `name` in with `role` and `password`."""
    return described(team.add(wish["name"], role_of(wish["role"]), Hashed(wish["password"]), BY))


def set_role(team: Team, wish: Values) -> Values:
    """Trust `name` with `role`."""
    return described(team.set_role(wish["name"], role_of(wish["role"]), BY))


def set_password(team: Team, wish: Values) -> Values:
    """Give `name` another `password`."""
    return described(team.set_password(wish["name"], Hashed(wish["password"]), BY))


def disable(team: Team, wish: Values) -> Values:
    """Let `name` in no more."""
    return described(team.disable(wish["name"], BY))


def enable(team: Team, wish: Values) -> Values:
    """Let `name` in again."""
    return described(team.enable(wish["name"], BY))


def sign_out(team: Team, wish: Values) -> Values:
    """End every session of `name`."""
    return described(team.sign_out(wish["name"], BY))


COMMANDS: Mapping[str, Callable[[Team, Values], Values]] = {
    "list": list_all,
    "add": add,
    "role": set_role,
    "passwd": set_password,
    "disable": disable,
    "enable": enable,
    "signout": sign_out,
}


def run(team: Team, wish: Values) -> Values:
    """Do the `command` of a wish. Raises InputError and NotFound as the Team does."""
    return COMMANDS[wish["command"]](team, wish)


def role_of(name: str) -> Role:
    """The role of that name. Raises InputError."""
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(Role)
        raise InputError("{name}: no such role; choose one of {known}", name=name, known=known) from None
