"""Guidelines: how this team judges, in Markdown, versioned; the version is kept with each decision.

Until a team writes its own, a text of ours holds as version 0, in English and Chinese.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from review_app.errors import InputError, NotFound
from review_app.store import Store
from review_app.store import preferences as kept
from review_app.store.database import Row

# About 30 printed pages: what nobody reads beside a case any more.
MAX_CHARACTERS = 60_000

OURS = 0
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Guidelines:
    """One version; `by` and `at` are None for ours."""

    version: int
    text: str
    by: str | None = None
    at: datetime | None = None


def current(store: Store, language: str = "en") -> Guidelines:
    """What holds now. `language` matters only where it is ours."""
    return made(kept.latest_guidelines(store)) or ours(language)


def of_version(store: Store, version: int, language: str = "en") -> Guidelines:
    """One version. Raises NotFound."""
    found = ours(language) if version == OURS else made(kept.guidelines_of(store, version))
    if found is None:
        raise NotFound("there is no version {version} of the guidelines", version=version)
    return found


def save(store: Store, by: str, text: str, after: int) -> Guidelines:
    """Keep a text as the version that follows version `after`, from which it was made; what holds afterwards.

    The same text again makes no new version. Raises InputError for an empty or too long text, and where somebody
    else saved a version meanwhile.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    if not text.strip():
        raise InputError("the guidelines are empty; write how to judge, or leave the page without saving")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            "the guidelines have {length:,} characters; shorten them to {most:,}",
            length=len(text),
            most=MAX_CHARACTERS,
        )
    now = current(store)
    if now.version == after and text == now.text:
        return now
    version = kept.add_guidelines(store, by, text, after)
    if version is None:
        raise InputError(
            "somebody saved other guidelines meanwhile; copy your text, reload the page and put it into the new version"
        )
    return of_version(store, version)


def history(store: Store) -> list[Guidelines]:
    """All versions without their texts, the newest first, ours last."""
    rows = kept.guidelines_history(store)
    return [*(Guidelines(row["version"], "", row["made_by"], row["made_at"]) for row in rows), Guidelines(OURS, "")]


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """(sign, line) of what differs, with some lines around it: `+` added, `-` removed, a blank the same, `…` a gap.

    >>> changes("one\\ntwo\\n", "one\\nthree\\n")
    [(' ', 'one'), ('-', 'two'), ('+', 'three')]
    """
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[3:]
    return [("…", "") if line.startswith("@@") else (line[:1], line[1:]) for line in lines]


def made(row: Row | None) -> Guidelines | None:
    """A row of the store."""
    return Guidelines(row["version"], row["text"], row["made_by"], row["made_at"]) if row else None


@cache
def ours(language: str) -> Guidelines:
    """The text that holds until a team writes its own; English where there is none in the language."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    place = files("review_app.services") / "texts" / f"guidelines.{name}.md"
    return Guidelines(OURS, place.read_text(encoding="utf-8"))
