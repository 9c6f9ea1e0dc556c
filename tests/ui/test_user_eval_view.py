from __future__ import annotations

import pandas as pd

from review_app.metrics.user_eval import by_judge, table
from review_app.services.user_eval import Tables
from review_app.ui.user_eval_view import tables
from review_app.wording import english

HOSTILE = '"><script>alert(1)</script>'


def test_each_judge_has_a_table_under_its_name_and_the_tools_own_comes_first() -> None:
    rated = pd.DataFrame(
        [(judge, "ada", "p1", "初等数学", "algebra", rating) for judge, rating in (("", 4.0), (HOSTILE, 8.0))],
        columns=["judge", "model", "problem_id", "category", "subcategory", "rating"],
    )
    shares = table(rated.iloc[:1].drop(columns=["rating", "judge"]).assign(outcome="correct"))
    shown = tables(Tables(by_judge(rated), shares), english)
    assert shown.count("<table") == 3
    assert "<script" not in shown
    assert "4.00" in shown.split("<h3>")[1]
    assert "8.00" in shown.split("<h3>")[2]
    assert "mean rating by &#34;" in shown.split("<h3>")[2]
