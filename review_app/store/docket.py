"""The docket: references that people hold to be wrong, how that was ruled, and verdicts by the corrected ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from review_app.domain import Outcome, Verdict
from review_app.errors import NotFound
from review_app.store.database import Row, Store, now
from review_app.store.gradebook import BATCH, OpenCase, open_case

# The rule of a verdict by a corrected reference that a person gave; no grader overrules it.
PEOPLE = "people"

PROBLEM_OF = "SELECT problem_id FROM cases WHERE id = $case"

PROBLEM = """
SELECT id AS problem_id, benchmark, split, statement, reference, solution, level, subject FROM problems WHERE id = $id
"""

# What stands: what each person last proposed. A flag given with a decision has that decision's id, and goes when the
# decision is taken back.
STANDING = """(
    SELECT * FROM reference_flags ANTI JOIN withdrawals ON withdrawals.decision_id = reference_flags.id
    QUALIFY row_number() OVER (PARTITION BY problem_id, annotator ORDER BY seq DESC) = 1
)"""

# A problem is open while nobody ruled, after it was opened again, and when it is flagged once more after a ruling.
# A confirmed reference holds meanwhile: `amended` is the one in force.
ENTRIES = f"""
WITH flagged AS (
    SELECT problem_id, count(DISTINCT annotator) AS people, max(seq) AS flagged, max(flagged_at) AS flagged_at,
        list(DISTINCT answer ORDER BY answer) AS answers
    FROM {STANDING} GROUP BY problem_id
), ruled AS (
    SELECT problem_id, unnest(max_by({{ruling: ruling, answer: answer, annotator: annotator, note: note,
        ruled_at: ruled_at, seq: seq}}, seq))
    FROM reference_rulings GROUP BY problem_id
), listed AS (
    SELECT * FROM (SELECT problem_id FROM flagged UNION SELECT problem_id FROM ruled)
    WHERE $problem IS NULL OR problem_id = $problem
)
SELECT problems.id AS problem_id, benchmark, level, subject, statement, problems.reference, solution,
    coalesce(people, 0) AS people, coalesce(answers, []) AS answers,
    flagged_at, ruling,
    ruled.answer AS ruled_answer, ruled.annotator AS ruled_by, ruled.note AS ruled_note, ruled_at,
    amended_references.answer AS amended,
    CASE WHEN ruling IS NULL OR ruling = 'reopened' OR flagged > ruled.seq THEN 'open' ELSE ruling END AS state
FROM listed
JOIN problems ON problems.id = listed.problem_id
LEFT JOIN flagged ON flagged.problem_id = listed.problem_id
LEFT JOIN ruled ON ruled.problem_id = listed.problem_id
LEFT JOIN amended_references ON amended_references.problem_id = listed.problem_id
WHERE people > 0 OR ruling <> 'reopened'
ORDER BY benchmark, problems.id
"""

# Of each problem that is or was flagged: its responses, and the cases that nobody told by the corrected reference.
COUNTS = """
SELECT problem_id, count(*) AS responses,
    count(DISTINCT case_id) FILTER (WHERE amended_reference IS NOT NULL AND amended_outcome = 'uncertain') AS unsure
FROM outcomes
WHERE problem_id IN (SELECT problem_id FROM reference_flags UNION SELECT problem_id FROM reference_rulings)
GROUP BY problem_id
"""

FLAGS = f"""
SELECT id, problem_id, case_id, annotator, answer, note, flagged_at FROM {STANDING}
WHERE $problem IS NULL OR problem_id = $problem ORDER BY seq
"""

RULINGS = """
SELECT problem_id, ruling, answer, note, annotator, ruled_at FROM reference_rulings
WHERE $problem IS NULL OR problem_id = $problem ORDER BY seq
"""

# Who gave which answer to a problem, and what holds of it by the printed and by the corrected reference.
GIVEN = """
SELECT model, case_id, count(*) AS responses, any_value(outcome) AS outcome,
    any_value(amended_outcome) AS amended_outcome
FROM outcomes WHERE problem_id = $problem GROUP BY model, case_id ORDER BY model, case_id
"""

# The cases of a problem with what the grader saw in them, and who said what by the corrected reference.
CASES = """
WITH extraction AS (
    SELECT case_id, unnest(max_by({answer: answer, start: start, finish: finish, method: method, strength: strength,
        doubt: doubt}, seq))
    FROM extractions WHERE case_id IN (SELECT id FROM cases WHERE problem_id = $problem) GROUP BY case_id
), amended AS (
    SELECT case_id, unnest(max_by({rule: rule, grader: grader}, seq)) FROM amended_verdicts
    WHERE case_id IN (SELECT id FROM cases WHERE problem_id = $problem)
        AND reference = (SELECT answer FROM amended_references WHERE problem_id = $problem) GROUP BY case_id
)
SELECT extraction.*, amended.rule AS amended_rule, amended.grader AS amended_grader
FROM extraction LEFT JOIN amended ON amended.case_id = extraction.case_id ORDER BY answer, extraction.case_id
"""

# How the models stand on the problem's benchmark without the problem itself, under all other corrected references.
OTHERS = """
SELECT model, count(*) AS n, count(*) FILTER (WHERE amended_outcome = 'correct') AS correct,
    count(*) FILTER (WHERE amended_outcome = 'uncertain') AS pending
FROM outcomes
WHERE benchmark = (SELECT benchmark FROM problems WHERE id = $problem) AND problem_id <> $problem GROUP BY model
"""

# Cases of corrected problems on which nobody's word by the corrected reference is there; for a grader named, whose
# newest word is of another one. As with ordinary verdicts, a case that its responses left is not judged anew.
NEW_CASES = """
SELECT extraction.case_id, extraction.answer, extraction.start, extraction.finish, extraction.method,
    extraction.strength, extraction.doubt,
    problems.id, problems.benchmark, problems.split, problems.statement, amended_references.answer AS reference,
    '' AS solution, problems.level, problems.subject
FROM amended_references
JOIN problems ON problems.id = amended_references.problem_id
JOIN cases ON cases.problem_id = problems.id
JOIN (SELECT case_id, unnest(max_by({answer: answer, start: start, finish: finish, method: method,
        strength: strength, doubt: doubt, grader: grader}, seq))
      FROM extractions GROUP BY case_id) AS extraction ON extraction.case_id = cases.id
ANTI JOIN (SELECT case_id, reference FROM amended_verdicts GROUP BY case_id, reference
           HAVING $grader IS NULL OR max_by(rule, seq) = $people OR max_by(grader, seq) = $grader) AS done
    ON done.case_id = extraction.case_id AND done.reference = amended_references.answer
WHERE $grader IS NULL OR extraction.grader = $grader
"""


def problem_of(store: Store, case_id: str) -> str:
    """The problem that a case answers. Raises NotFound."""
    found = store.value(PROBLEM_OF, {"case": case_id})
    if found is None:
        raise NotFound("case {case}: there is none in this database", case=case_id)
    return str(found)


def problem(store: Store, problem_id: str) -> Row:
    """A problem with its printed reference and solution. Raises NotFound."""
    found = store.row(PROBLEM, {"id": problem_id})
    if found is None:
        raise NotFound("problem {problem}: there is none in this database", problem=problem_id)
    return found


def entries(store: Store, problem_id: str | None = None) -> list[Row]:
    """One row a flagged problem, or only the named one. `state` is open, confirmed or rejected; `amended` the
    corrected reference in force."""
    return store.rows(ENTRIES, {"problem": problem_id})


def counts(store: Store) -> dict[str, Row]:
    """Problem -> its `responses`, and how many cases nobody could tell by the corrected reference (`unsure`)."""
    return {row["problem_id"]: row for row in store.rows(COUNTS)}


def flags(store: Store, problem_id: str | None = None) -> list[Row]:
    """What each person proposes for a problem (or any), the oldest first."""
    return store.rows(FLAGS, {"problem": problem_id})


def rulings(store: Store, problem_id: str | None = None) -> list[Row]:
    """Every ruling on a problem (or any), the oldest first; the last one holds."""
    return store.rows(RULINGS, {"problem": problem_id})


def cases(store: Store, problem_id: str) -> list[Row]:
    """The answers given to a problem as the grader cut them out; `amended_rule` and `amended_grader` tell who spoke
    last of each by the corrected reference. Answers that a newer grader does not see any more are among them."""
    return store.rows(CASES, {"problem": problem_id})


def given(store: Store, problem_id: str) -> list[Row]:
    """Which model gave which answer to a problem in how many responses, and its outcomes."""
    return store.rows(GIVEN, {"problem": problem_id})


def others(store: Store, problem_id: str) -> dict[str, Row]:
    """Model -> `n`, `correct`, `pending` on all other problems of the benchmark, under corrected references."""
    return {row["model"]: row for row in store.rows(OTHERS, {"problem": problem_id})}


def add_flag(store: Store, row: Row) -> None:
    """Append a flag, its columns by name."""
    store.append("reference_flags", {name: [value] for name, value in {**row, "flagged_at": now()}.items()})


def add_ruling(store: Store, problem_id: str, ruling: str, by: str, answer: str = "", note: str = "") -> None:
    """Append a ruling; from now on it holds."""
    row = {"problem_id": problem_id, "ruling": ruling, "answer": answer, "note": note, "annotator": by}
    store.append("reference_rulings", {name: [value] for name, value in {**row, "ruled_at": now()}.items()})


def new_cases(store: Store, grader: str | None) -> Iterator[list[OpenCase]]:
    """Batches of cases to be judged by a corrected reference, which stands as their problem's own."""
    for batch in store.batches(NEW_CASES, {"grader": grader, "people": PEOPLE}, BATCH):
        yield [open_case(row) for row in batch]


def save_amended(store: Store, verdicts: Iterable[tuple[OpenCase, Verdict]]) -> None:
    """Append verdicts by corrected references."""
    append_amended(
        store,
        [
            (case.id, case.problem.reference, said.outcome, said.rule, said.evidence, said.grader)
            for case, said in verdicts
        ],
    )


def decide_amended(store: Store, case_id: str, reference: str, outcome: Outcome, note: str, by: str) -> None:
    """Append a person's word on a case by the corrected reference."""
    append_amended(store, [(case_id, reference, outcome, PEOPLE, note, by)])


def append_amended(store: Store, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append (case, reference, outcome, rule, evidence, grader) rows."""
    names = ("case_id", "reference", "outcome", "rule", "evidence", "grader")
    columns: dict[str, list[Any]] = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    columns["outcome"] = [str(outcome) for outcome in columns["outcome"]]
    store.append("amended_verdicts", {**columns, "graded_at": [now()] * len(rows)})
