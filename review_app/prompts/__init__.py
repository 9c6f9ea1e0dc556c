"""Prompts: the templates by which problems are asked, one file each, with a version that runs remember.

A file is TOML: `version` (raised whenever a word changes), `language`, `about`, and the turns of the conversation. In
the last one stands `<<problem>>`; in that of a judge also `<<reference>>` and `<<answer>>`. `rounds` (0): so often
programs in an answer are run. A template of one's own is such a file anywhere.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from review_app.errors import InputError

PROBLEM, REFERENCE, ANSWER = "<<problem>>", "<<reference>>", "<<answer>>"
ROLES = frozenset({"system", "user", "assistant"})
LANGUAGES = frozenset({"en", "zh"})

SUFFIX = ".toml"

# Which template a benchmark is asked by where nobody chose one; any other is asked by DEFAULT.
DEFAULT = "boxed"
USUAL: Mapping[str, str] = {"mathusereval": "user-eval-zh"}

# So much of the digest of a template tells two states of it apart.
DIGEST_CHARACTERS = 12

WHAT_IS_NEEDED = (
    "version (a whole number), language (en or zh), about (a text) and one or more [[turn]] with role and text"
)


@dataclass(frozen=True, slots=True)
class Use:
    """What templates are for: where they lie in the package, and what is put into their last turn."""

    folder: str
    holes: tuple[str, ...]


ASK = Use("", (PROBLEM,))
JUDGE = Use("judge", (PROBLEM, REFERENCE, ANSWER))


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said by whom."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A way to ask a problem. `digest` changes with every character of its turns."""

    name: str
    version: int
    language: str
    about: str
    turns: tuple[Turn, ...]
    rounds: int = 0

    @property
    def digest(self) -> str:
        """Of the turns: two files that ask alike have the same."""
        said = "\x1e".join(f"{turn.role}\x1f{turn.text}" for turn in self.turns)
        return hashlib.sha256(said.encode()).hexdigest()[:DIGEST_CHARACTERS]

    def asking(self, statement: str) -> list[tuple[str, str]]:
        """The conversation that asks a problem, as (role, text)."""
        return self.filled({PROBLEM: statement})

    def filled(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """The conversation with each hole filled, as (role, text). A hole that stands in a value stays as it is."""
        holes = re.compile("|".join(map(re.escape, values)))
        return [(turn.role, holes.sub(lambda found: values[found[0]], turn.text)) for turn in self.turns]


def names(use: Use = ASK) -> list[str]:
    """The templates that come with the package."""
    return sorted(entry.name.removesuffix(SUFFIX) for entry in _folder(use).iterdir() if entry.name.endswith(SUFFIX))


def template(name: str, use: Use = ASK) -> Template:
    """The template of that name, or in that file where it ends in .toml. Raises InputError."""
    if name.endswith(SUFFIX):
        return _of_file(Path(name), use)
    if name not in names(use):
        raise InputError(
            "{name}: no such template; there are {known}, or name a .toml file of your own",
            name=name,
            known=", ".join(names(use)),
        )
    return read(name, (_folder(use) / f"{name}{SUFFIX}").read_text(encoding="utf-8"), use)


def usual(benchmark: str) -> str:
    """The name of the template by which a benchmark is asked where nobody chose one."""
    return USUAL.get(benchmark, DEFAULT)


def read(name: str, text: str, use: Use = ASK) -> Template:
    """A template from the text of its file. Raises InputError that says what is wrong with it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("{name}: is no TOML ({error})", name=name, error=error) from None
    turns = tuple(_turn(name, turn) for turn in _list(given.get("turn")))
    found = Template(
        name, given.get("version", 0), given.get("language", ""), given.get("about", ""), turns, given.get("rounds", 0)
    )
    if not _whole(found):
        raise InputError("{name}: a template needs {needed}", name=name, needed=WHAT_IS_NEEDED)
    once = [0] * (len(turns) - 1) + [1]
    if any([turn.text.count(hole) for turn in turns] != once for hole in use.holes) or turns[-1].role != "user":
        raise InputError(
            "{name}: the last turn must be the user's, and {holes} must stand in it once and nowhere else",
            name=name,
            holes=", ".join(use.holes),
        )
    return found


def _of_file(path: Path, use: Use) -> Template:
    try:
        return read(path.stem, path.read_text(encoding="utf-8"), use)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: the template cannot be read ({error})", path=path, error=error) from None


def _turn(name: str, given: Any) -> Turn:
    role, text = (given.get("role"), given.get("text")) if isinstance(given, dict) else (None, None)
    if role not in ROLES or not isinstance(text, str) or not text.strip():
        raise InputError("{name}: a template needs {needed}", name=name, needed=WHAT_IS_NEEDED)
    return Turn(role, text.strip("\n"))


def _whole(found: Template) -> bool:
    numbered = type(found.version) is int and found.version > 0 and type(found.rounds) is int and found.rounds >= 0
    told = isinstance(found.about, str) and found.about.strip() != ""
    return numbered and told and found.language in LANGUAGES and bool(found.turns)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _folder(use: Use) -> Any:
    return files("review_app.prompts") / use.folder if use.folder else files("review_app.prompts")
