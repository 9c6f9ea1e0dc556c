"""History: everything that was ever written about one case, as rows by what happened."""

from __future__ import annotations

from review_app.store.database import Row, Store

# Responses that some grader ever read this answer in.
TOUCHED = "SELECT response_id FROM extractions WHERE case_id = $case"

# Files that brought these responses, and our own runs, whose answers come one by one: once each, when the first came.
IMPORTED = f"""
SELECT min(imports.imported_at) AS happened, 0 AS seq, imports.file, imports.format, count(*) AS responses,
    list(DISTINCT model ORDER BY model) AS models
FROM responses JOIN imports ON imports.id = responses.import_id JOIN runs ON runs.id = responses.run_id
WHERE responses.id IN ({TOUCHED})
GROUP BY imports.file, imports.format, CASE WHEN imports.format <> 'generate' THEN imported_at END
"""

# Each time that a grader read this answer in some responses.
EXTRACTED = """
SELECT extracted_at AS happened, min(seq) AS seq, grader, any_value(answer) AS answer, count(*) AS responses,
    list(DISTINCT method ORDER BY method) AS methods
FROM extractions WHERE case_id = $case GROUP BY extracted_at, grader
"""

# Each time that a grader read another answer in responses which had been of this case.
LEFT = f"""
WITH readings AS (
    SELECT *, lag(case_id) OVER (PARTITION BY response_id ORDER BY seq) AS case_before
    FROM extractions WHERE response_id IN ({TOUCHED})
)
SELECT extracted_at AS happened, min(seq) AS seq, grader, case_id AS other, count(*) AS responses FROM readings
WHERE case_before = $case AND case_id <> $case GROUP BY extracted_at, grader, case_id
"""

GRADED = """
SELECT graded_at AS happened, seq, grader, outcome, rule, evidence FROM verdicts WHERE case_id = $case
"""

AMENDED = """
SELECT graded_at AS happened, seq, grader, outcome, rule, evidence, reference FROM amended_verdicts
WHERE case_id = $case
"""

LEASES = "SELECT leased_at AS happened, seq, annotator, tab, event, blind, until FROM leases WHERE case_id = $case"

DECIDED = """
SELECT decided_at AS happened, seq, id, annotator, outcome, cause, note, seconds, blind,
    coalesce(kind, 'opinion') AS kind, guideline
FROM decisions WHERE case_id = $case
"""

WITHDRAWN = """
SELECT withdrawn_at AS happened, seq, withdrawals.annotator, outcome, decisions.annotator AS author
FROM withdrawals JOIN decisions ON decisions.id = withdrawals.decision_id WHERE case_id = $case
"""

SKIPPED = "SELECT skipped_at AS happened, seq, annotator FROM skips WHERE case_id = $case"

DRAWN = """
SELECT drawn_at AS happened, seq, batch, stratum, automatic AS outcome, drawn_by FROM audit_items WHERE case_id = $case
"""

# A flag is about the problem; `here` says that it was raised at this very case.
FLAGGED = """
SELECT flagged_at AS happened, seq, annotator, answer, note, case_id = $case AS here, case_id AS other
FROM reference_flags WHERE problem_id = (SELECT problem_id FROM cases WHERE id = $case)
"""

RULED = """
SELECT ruled_at AS happened, seq, annotator, ruling, answer, note
FROM reference_rulings WHERE problem_id = (SELECT problem_id FROM cases WHERE id = $case)
"""

QUERIES = {
    "imported": IMPORTED,
    "extracted": EXTRACTED,
    "left": LEFT,
    "graded": GRADED,
    "amended": AMENDED,
    "leases": LEASES,
    "decided": DECIDED,
    "withdrawn": WITHDRAWN,
    "skipped": SKIPPED,
    "drawn": DRAWN,
    "flagged": FLAGGED,
    "ruled": RULED,
}


def rows(store: Store, case_id: str) -> dict[str, list[Row]]:
    """What happened -> its rows, the oldest first; each row has `happened` (UTC) and `seq`, its place among what
    happened at one moment (that of a withdrawal is the place of its decision; imports have none, 0)."""
    return {what: store.rows(f"{query} ORDER BY seq", {"case": case_id}) for what, query in QUERIES.items()}
