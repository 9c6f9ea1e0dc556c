from __future__ import annotations

from review_app.metrics.progress import Progress, progress


def test_progress_counts_cases_once_however_many_responses_share_them(outcomes_frame):
    rows = [
        {"case_id": "a", "automatic": "uncertain"},
        {"case_id": "a", "automatic": "uncertain"},
        {
            "case_id": "b",
            "automatic": "uncertain",
            "status": "overridden",
            "decision": "correct",
            "outcome": "correct",
        },
        {"case_id": "c", "automatic": "correct", "status": "confirmed", "decision": "correct"},
        {"case_id": "d", "automatic": "incorrect", "status": "disputed", "outcome": "uncertain"},
        {"case_id": "e", "automatic": "incorrect"},
        {"case_id": None, "automatic": "uncertain"},
        {"case_id": None, "automatic": "uncertain"},
    ]
    found = progress(outcomes_frame(rows))
    assert found == Progress(
        responses=8,
        ungraded=2,
        cases=5,
        needing=2,
        decided=2,
        pending=1,
        disputed=1,
        overridden=1,
        confirmed=1,
    )
    assert found.waiting == 2


def test_nothing_has_no_progress(outcomes_frame):
    assert progress(outcomes_frame([])) == Progress()
