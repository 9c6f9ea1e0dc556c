"""Team: who is known, what each may do, and how they prove who they are."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import RLock

from argon2 import PasswordHasher

from review_app.domain import PERMISSIONS, Permission, Role
from review_app.errors import InputError, NotFound
from review_app.services.passwords import HASHER, Hashed, hashed, matches
from review_app.store import Store
from review_app.store import team as kept
from review_app.store.database import now

MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `epoch` grows with everything that ends their sessions: another password, a sign-out everywhere."""

    name: str
    role: Role
    disabled: bool
    epoch: int
    added_at: datetime
    password: str = field(repr=False)


class Team:
    """The people of a store. Without any, whoever names themselves on this machine may do everything.

    Everybody is kept in memory, for each call of a browser asks; one Team a process may change a store.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime] = now, hasher: PasswordHasher = HASHER) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher
        self._lock = RLock()
        self._known: Mapping[str, Member] | None = None

    # Who is known

    @property
    def closed(self) -> bool:
        """Whether there are people: from then on nobody gets in without a password."""
        return bool(self._members())

    def members(self) -> list[Member]:
        """Everybody, the oldest first."""
        return list(self._members().values())

    def member(self, name: str) -> Member:
        """The person of that name, however it is capitalised. Raises NotFound."""
        found = self._find(name)
        if not found:
            raise NotFound("{name}: nobody of the team has this name", name=name)
        return found

    def permissions(self, name: str) -> frozenset[Permission]:
        """What this person may do; nothing for somebody unknown or disabled."""
        if not self.closed:
            return PERMISSIONS[Role.ADMIN]
        found = self._members().get(name)
        return frozenset() if found is None or found.disabled else PERMISSIONS[found.role]

    def admits(self, name: str, epoch: int | None) -> bool:
        """Whether a session holds that was opened under this name at that epoch (None: before there were people)."""
        if not self.closed:
            return True
        found = self._members().get(name)
        return found is not None and not found.disabled and found.epoch == epoch

    def verify(self, name: str, password: str) -> Member | None:
        """The person whose name and password these are; None for anybody else, after as long a time."""
        nobody, found = self._nobody, self._find(name)
        right = matches(found.password if found else nobody, password, self._hasher)
        if not right or found is None or found.disabled:
            return None
        if self._hasher.check_needs_rehash(found.password):
            self._note("rehashed", found.name, found.name, password=hashed(password, self._hasher))
        return found

    # What changes

    def add(self, name: str, role: Role, password: Hashed, by: str) -> Member:
        """Take a person into the team. Raises InputError for a name that is taken, and where no admin would be."""
        cleaned = clean_name(name)
        with self._lock:
            if not cleaned or len(cleaned) > MAX_NAME:
                raise InputError("a name has 1 to {most} characters", most=MAX_NAME)
            if self._find(cleaned):
                raise InputError("{name}: this name is taken; choose another", name=cleaned)
            if not self.closed and role is not Role.ADMIN:
                raise InputError("the first person must be an admin, or nobody could add the others")
            self._note("added", cleaned, by, role=role, password=password)
            return self.member(cleaned)

    def set_role(self, name: str, role: Role, by: str) -> Member:
        """Trust a person with more or less. Raises NotFound, and InputError where no admin would be left."""
        with self._lock:
            found = self.member(name)
            if role is not Role.ADMIN:
                self._keep_an_admin(found)
            self._note("role", found.name, by, role=role)
            return self.member(name)

    def set_password(self, name: str, password: Hashed, by: str) -> Member:
        """Another password: every session of the person ends. Raises NotFound."""
        return self._end_sessions("password", name, by, password)

    def sign_out(self, name: str, by: str) -> Member:
        """End every session of a person, on each browser. Raises NotFound."""
        return self._end_sessions("signed_out", name, by)

    def disable(self, name: str, by: str) -> Member:
        """Let a person in no more; what they decided stays. Raises NotFound, and InputError for the last admin."""
        with self._lock:
            self._keep_an_admin(self.member(name))
            return self._end_sessions("disabled", name, by)

    def enable(self, name: str, by: str) -> Member:
        """Let a person in again. Raises NotFound."""
        with self._lock:
            found = self.member(name)
            self._note("enabled", found.name, by)
            return self.member(name)

    # In memory

    def _members(self) -> Mapping[str, Member]:
        """Name -> person, read from the store where that is due."""
        known = self._known
        if known is None:
            with self._lock:
                rows = kept.members(self._store)
                known = {row["name"]: Member(**{**row, "role": Role(row["role"])}) for row in rows}
                self._known = known
        return known

    def _find(self, name: str) -> Member | None:
        """The person of that name, however it is written."""
        wanted = folded(clean_name(name))
        return next((member for member in self._members().values() if folded(member.name) == wanted), None)

    def _end_sessions(self, event: str, name: str, by: str, password: Hashed | None = None) -> Member:
        """Note what ends every session of a person."""
        with self._lock:
            found = self.member(name)
            self._note(event, found.name, by, password=password)
            return self.member(name)

    def _keep_an_admin(self, leaving: Member) -> None:
        """Raises InputError where nobody could manage the team any more."""
        left = [one for one in self.members() if one.role is Role.ADMIN and not one.disabled and one != leaving]
        if not left:
            raise InputError("{name} is the only admin left; make somebody else an admin first", name=leaving.name)

    def _note(
        self, event: str, name: str, by: str, *, role: Role | None = None, password: Hashed | None = None
    ) -> None:
        """Write an event; from now on it holds."""
        with self._lock:
            kept.note(self._store, event, name, by, self._clock(), role=role, password=password)
            self._known = None

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password matches: a name that nobody has is refused no faster than a wrong password."""
        return hashed(secrets.token_urlsafe(), self._hasher)


def clean_name(name: str) -> str:
    """A name as it is stored: white space folded, no control characters; empty where nothing is left."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def folded(name: str) -> str:
    """What two names share that people would take for one.

    >>> folded("Ada") == folded("ada") == folded("Ａda")
    True
    """
    return unicodedata.normalize("NFKC", name).casefold()
