"""The nouns of the house: frozen records that every other module passes around. Standard library only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What is held of an answer. `UNCERTAIN` is a value of its own: it never counts as incorrect."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    UNCERTAIN = "uncertain"


class Status(StrEnum):
    """Where a response stands between the grader and the people; derived by the view `outcomes`, never stored."""

    AUTO = "auto"
    CONFIRMED = "confirmed"
    OVERRIDDEN = "overridden"
    DISPUTED = "disputed"
    PENDING = "pending"


class Strength(StrEnum):
    """How surely an answer was cut out of a response."""

    SURE = "sure"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Problem:
    """One question of a benchmark.

    `reference` is the short answer (`\\frac{1}{2}`, `18`), `solution` the worked text it may come from;
    an importer gives at least one of the two. `level` runs 1 to 5 in MATH; None where the benchmark has none.
    """

    id: str
    benchmark: str
    split: str
    statement: str
    reference: str
    solution: str = ""
    level: int | None = None
    subject: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One model's answers from one source, as one tool logged them. `source` is `parent folder/file name`."""

    id: str
    model: str
    tool: str
    source: str
    params: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToolVerdict:
    """What the evaluation tool itself said of a response: kept beside our verdict, never counted as ours.

    `rating` is a judge's own figure where it gave one: MathUserEval's from 1 to 10.
    """

    grader: str
    outcome: Outcome
    answer: str | None = None
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One sample (0-based) of a run for a problem: the whole text as the model wrote it.

    `place` finds it in its log again by the tool's own key, such as lm-eval's `doc_id`; it is not stored.
    """

    run_id: str
    problem_id: str
    sample: int
    text: str
    graded: tuple[ToolVerdict, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """Input that could not be used: which file, which line or key, why, and the beginning of what stood there."""

    file: str
    place: str
    reason: str
    raw: str = ""


Record = Problem | Run | Response | Reject


@dataclass(frozen=True, slots=True)
class Answer:
    """What was cut out of a text: `text[start:end]` of the response holds it, found by `method`.

    `doubt` says why it is not sure (empty where `strength` is SURE).
    """

    text: str
    start: int
    end: int
    method: str
    strength: Strength
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """All responses to one problem that give the same answer: the unit of grading and of review."""

    id: str
    problem_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of two answers, with evidence an annotator can read."""

    outcome: Outcome
    evidence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grader's word on a case: outcome, the rule that gave it, and what was understood of both sides."""

    outcome: Outcome
    rule: str
    evidence: str
    expected: str
    found: str
    grader: str
    seconds: float = 0.0


class Cause(StrEnum):
    """Why people decide as they do where the grader or the tool did not: what the causes of a difference are named."""

    EXTRACTION = "extraction"
    EQUIVALENT_FORM = "equivalent_form"
    UNIT = "unit"
    ROUNDING = "rounding"
    FORM_ASKED = "form_asked"
    TRUNCATED = "truncated"
    REFERENCE_WRONG = "reference_wrong"
    PROBLEM_BAD = "problem_bad"
    OTHER = "other"


class Kind(StrEnum):
    """In which quality a person decides. An adjudication settles a dispute; a gold decision is the known answer
    that annotators are measured against. Both hold before any opinion."""

    OPINION = "opinion"
    ADJUDICATION = "adjudication"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a case. Never changed: undo appends a withdrawal, a new opinion appends a new decision.

    `seconds` is time at work without idling; `blind` says that the grader's word was hidden; `guideline` is the
    version of the guidelines that was in force (None where there were none).
    """

    id: str
    case_id: str
    annotator: str
    outcome: Outcome
    decided_at: datetime
    cause: str | None = None
    note: str = ""
    seconds: float | None = None
    blind: bool = False
    kind: Kind = Kind.OPINION
    guideline: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """One person's hold on a case, at one browser tab, until a moment. `blind`: the grader's word is hidden there."""

    case_id: str
    annotator: str
    tab: str
    blind: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A score that others published, as they said it; empty or None is what they did not say.

    `value` is in the unit of the metric's name: 94.8 of `pass@1 (%)`, 0.948 of `pass@1`. `k` is that of the metric,
    `n` how many problems were asked, `shots` how many examples the prompt held; `date` is `2025`, `2025-01` or
    `2025-01-22`, when it was published.
    """

    model: str
    benchmark: str
    metric: str
    value: float
    source: str
    split: str = ""
    n: int | None = None
    k: int | None = None
    shots: int | None = None
    prompt: str = ""
    date: str = ""
    note: str = ""


class Role(StrEnum):
    """What a person of the team is trusted with."""

    ANNOTATOR = "annotator"
    ADJUDICATOR = "adjudicator"
    RESEARCHER = "researcher"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a handler asks of the person who calls it."""

    REVIEW = "review"  # decide cases
    ADJUDICATE = "adjudicate"  # settle disputes, rule on references
    READ = "read"  # see verdicts, scores and everybody's decisions
    OPERATE = "operate"  # import, grade, draw audits, export, change settings
    MANAGE = "manage"  # add people, change their roles


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ANNOTATOR: frozenset({Permission.REVIEW}),
    Role.ADJUDICATOR: frozenset({Permission.REVIEW, Permission.ADJUDICATE, Permission.READ}),
    Role.RESEARCHER: frozenset({Permission.REVIEW, Permission.READ, Permission.OPERATE}),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which responses are meant; an empty field means all of them."""

    runs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()


def digest(*parts: str, length: int = 12) -> str:
    """The first `length` hex digits of the SHA-256 of `parts`; the same on every machine and run."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:length]


def text_key(statement: str) -> str:
    """What two copies of one problem statement share: the digest of its text with white space folded."""
    return digest(re.sub(r"\s+", " ", statement).strip(), length=16)


def problem_id(benchmark: str, split: str, statement: str) -> str:
    """`math/test/0f3a…`: independent of the row's position, so a log and a benchmark file agree on it."""
    return f"{benchmark}/{split}/{text_key(statement)}"


def run_id(model: str, tool: str, source: str) -> str:
    """The same file of the same model gives the same run, so importing twice changes nothing."""
    return "r" + digest(model, tool, source)


def case_id(problem: str, key: str) -> str:
    """Deterministic, so a decision covers responses with the same answer that are imported later."""
    return "c" + digest(problem, key, length=16)
