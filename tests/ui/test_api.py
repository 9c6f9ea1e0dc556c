"""The review page's own calls over HTTP, with the doors in front."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from review_app import domain
from review_app.domain import Outcome, Role, Selection
from review_app.errors import StoreError
from review_app.services import audit, gold
from review_app.services.preferences import choose
from review_app.services.review_desk import Submission
from review_app.store import judgments
from review_app.store.judgments import Judge, Judgment
from review_app.ui import api
from review_app.ui.desk import Desk

Answer = dict[str, Any]

RIGHT = Outcome.CORRECT

# A whole call of each kind; a test changes what it is about.
WHOLE: dict[str, Answer] = {
    "turn": {"tab": "t"},
    "open": {"tab": "t", "case": "c0"},
    "decide": {"tab": "t", "decision": {"id": "d1", "case": "c0", "outcome": "correct"}},
    "skip": {"tab": "t", "case": "c0"},
    "undo": {"tab": "t"},
    "renew": {"tab": "t"},
    "release": {"tab": "t"},
    "recent": {"tab": "t"},
}


@pytest.fixture
def client(desk: Desk, doors, visitor) -> TestClient:
    """A browser where Ada signed in."""
    app = doors(desk)
    api.listen(app, desk)
    return visitor(app, "Ada")


@pytest.fixture
def bob(client: TestClient, visitor) -> TestClient:
    """Another person at the same server."""
    return visitor(client.app, "Bob")


def call(client: TestClient, name: str, status: int = 200, **body: Any) -> Answer:
    """What a call is answered."""
    answer = client.post(f"/desk/{name}", json=WHOLE.get(name, {}) | body)
    assert answer.status_code == status, answer.text
    found: Answer = answer.json()
    return found


def ids(answer: Answer) -> list[str]:
    return [case["id"] for case in answer["cases"]]


def decision(case: str, **more: Any) -> Answer:
    return {"id": f"d-{case}", "case": case, "outcome": "correct"} | more


def decisions(desk: Desk) -> list[tuple[str, str, str]]:
    rows = desk.store.rows("SELECT case_id, annotator, outcome FROM decisions ORDER BY seq")
    return [(row["case_id"], row["annotator"], row["outcome"]) for row in rows]


def test_every_call_is_tried_here() -> None:
    assert set(WHOLE) == {one.name for one in api.CALLS}


# --- what each call does


def test_a_turn_brings_what_the_tab_lacks(client, doubtful) -> None:
    first = call(client, "turn", want=2)
    assert ids(first) == doubtful[:2]
    assert f"<strong>{len(doubtful)}</strong> waiting" in first["head"]
    assert first["lease"] == 600
    assert ids(call(client, "turn", want=3, hold=doubtful[:2])) == doubtful[2:3]


def test_a_case_comes_with_its_sheet_and_its_raw_texts(client, doubtful) -> None:
    [case] = call(client, "turn", want=1)["cases"]
    assert set(case) == {"id", "html", "raw", "covers", "shared"}
    assert f'id="case-{doubtful[0]}"' in case["html"]
    assert set(case["raw"]) == {"problem", "reference", "answer", "response", "solution"}
    assert (case["covers"], case["shared"]) == (2, False)


def test_two_people_are_brought_different_cases(client, bob, doubtful) -> None:
    assert ids(call(client, "turn")) == doubtful[:2]
    assert ids(call(bob, "turn")) == doubtful[2:4]


def test_a_decision_is_on_disk_and_the_next_cases_come_with_it(client, desk, doubtful) -> None:
    call(client, "turn")
    said = decision(doubtful[0], outcome="incorrect", cause="unit", note=" a note ", seconds=3.5, right_answer="6")
    answer = call(client, "decide", decision=said, hold=doubtful[1:2])
    assert (answer["saved"], ids(answer)) == (said["id"], doubtful[2:3])
    row = desk.store.row("SELECT * FROM decisions")
    assert (row["id"], row["annotator"], row["outcome"], row["cause"], row["note"], row["seconds"]) == (
        said["id"], "Ada", "incorrect", "unit", "a note", 3.5,
    )  # fmt: skip
    assert desk.store.value("SELECT answer FROM reference_flags") == "6"


def test_a_decision_that_comes_again_counts_once_and_is_answered_as_before(client, desk, doubtful) -> None:
    answers = [call(client, "decide", decision=decision(doubtful[0])) for _ in range(3)]
    assert [answer["saved"] for answer in answers] == [f"d-{doubtful[0]}"] * 3
    assert len({tuple(ids(answer)) for answer in answers}) == 1
    assert decisions(desk) == [(doubtful[0], "Ada", "correct")]


def test_the_last_decision_brings_nothing_more(client, doubtful) -> None:
    for case in doubtful:
        answer = call(client, "decide", decision=decision(case))
    assert answer["cases"] == []
    assert "<strong>0</strong> waiting" in answer["head"]


def test_a_skipped_case_comes_last(client, doubtful) -> None:
    call(client, "turn", want=1)
    assert ids(call(client, "skip", case=doubtful[0], want=1)) == doubtful[1:2]
    assert ids(call(client, "turn", want=4, hold=doubtful[1:2])) == doubtful[2:5]
    assert len(doubtful) > 5


def test_undo_brings_the_case_back(client, desk, doubtful) -> None:
    call(client, "decide", decision=decision(doubtful[0]))
    answer = call(client, "undo")
    assert (ids(answer), answer["said"], answer["cases"][0]["shared"]) == (doubtful[:1], "", False)
    assert f"<strong>{len(doubtful)}</strong> waiting" in answer["head"]
    assert call(client, "undo", 404)["error"] == "you have no decision left to take back"


def test_whoever_takes_many_back_in_a_row_goes_on_deciding(client, desk, doubtful) -> None:
    """What comes back lies on top of what the tab has ready, however much that is."""
    for case in doubtful:
        call(client, "decide", decision=decision(case))
    held: list[str] = []
    for _ in doubtful:
        held = [*ids(call(client, "undo", hold=held)), *held]
    assert held == doubtful
    more = [f"more-{number}" for number in range(5)]
    assert call(client, "decide", decision=decision(held[0], id="again"), hold=[*held, *more])["saved"] == "again"


def test_undo_by_name_takes_back_that_one(client, desk, doubtful) -> None:
    for case in doubtful[:2]:
        call(client, "decide", decision=decision(case))
    assert ids(call(client, "undo", decision=f"d-{doubtful[0]}")) == doubtful[:1]
    assert call(client, "undo", 404, decision=f"d-{doubtful[0]}")["error"].startswith("this decision is not yours")


def test_nobody_takes_back_what_another_decided(client, bob, desk, doubtful) -> None:
    call(client, "decide", decision=decision(doubtful[0]))
    call(bob, "undo", 404)
    call(bob, "undo", 404, decision=f"d-{doubtful[0]}")
    assert desk.store.value("SELECT count(*) FROM withdrawals") == 0


def test_undo_of_many_says_how_many(client, desk, doubtful) -> None:
    desk.reviews.decide("Ada", doubtful[:3], Outcome.CORRECT)
    assert call(client, "undo")["said"].startswith("3 decisions that were made at once")


def test_a_link_brings_its_case_and_says_where_it_is_not_kept(client, bob, doubtful) -> None:
    assert [case["shared"] for case in call(client, "open", case=doubtful[-1])["cases"]] == [False]
    assert [case["shared"] for case in call(bob, "open", case=doubtful[-1])["cases"]] == [True]
    assert call(client, "open", 404, case="c0")["error"].startswith("case c0: there is none here")


def test_what_is_given_back_goes_to_others(client, bob, doubtful) -> None:
    call(client, "turn", want=3)
    assert call(client, "release", cases=doubtful[1:2]) == {}
    assert ids(call(bob, "turn", want=1)) == doubtful[1:2]
    call(client, "release")
    assert ids(call(bob, "turn", want=2, hold=doubtful[1:2])) == doubtful[:1]


def test_a_page_that_is_open_keeps_its_cases_and_learns_which(client, bob, doubtful) -> None:
    call(client, "turn")
    assert sorted(call(client, "renew")["held"]) == sorted(doubtful[:2])
    call(bob, "open", case=doubtful[2])
    assert call(client, "renew", cases=doubtful[1:4])["held"] == [doubtful[1], doubtful[3]]


def test_filters_and_an_own_order_are_kept_to(client, desk, doubtful) -> None:
    rows = desk.store.rows("SELECT DISTINCT case_id FROM outcomes WHERE subject = 'Geometry' AND status = 'pending'")
    answer = call(client, "turn", want=4, scope={"subjects": ["Geometry"], "levels": [2, 5]}, order="random")
    assert sorted(ids(answer)) == sorted(row["case_id"] for row in rows)
    assert f"<strong>{len(rows)}</strong> waiting" in answer["head"]
    assert ids(call(client, "turn", scope={"rules": ["no such rule"]})) == []


def test_the_last_decisions_are_listed_with_what_takes_them_back(client, desk, doubtful, read) -> None:
    assert "You have decided nothing yet" in call(client, "recent")["html"]
    hostile = '"><img src=x onerror=alert(1)>'
    call(client, "decide", decision=decision(doubtful[0], note=hostile))
    seen = read(call(client, "recent")["html"])
    assert hostile in seen.text
    assert seen.balanced
    assert seen.names <= {"ol", "li", "span", "div", "q", "a", "button", "wbr", "br", "code", "pre"}
    [button] = [attrs for tag, attrs in seen.tags if tag == "button"]
    assert button["data-decision"] == f"d-{doubtful[0]}"
    assert [attrs["href"] for tag, attrs in seen.tags if tag == "a"] == [f"/?case={doubtful[0]}"]


def test_who_is_blind_is_sent_nothing_of_the_graders_word(client, desk, doubtful, read) -> None:
    rule = desk.store.value("SELECT rule FROM case_states WHERE case_id = $id", {"id": doubtful[0]})
    assert rule in read(call(client, "turn", want=1)["cases"][0]["html"]).text
    call(client, "release")
    choose(desk.store, "boss", blind="on")
    desk.reviews.refresh()
    assert rule not in read(call(client, "turn", want=1)["cases"][0]["html"]).text
    call(client, "decide", decision=decision(doubtful[0]))
    assert desk.store.value("SELECT blind FROM decisions") is True


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda store, cases: choose(store, "boss", blind="on"), id="the team chose so"),
        pytest.param(
            lambda store, cases: (choose(store, "boss", gold_share=0.5), gold.make(store, "Rea", cases[:1], RIGHT)),
            id="known answers are mixed in",
        ),
        pytest.param(lambda store, cases: audit.draw(store, "Rea", 1, Selection(), seed=1), id="audits are mixed in"),
    ],
)
def test_advice_is_shown_on_all_judged_cases_or_on_none(hide: Any, client, desk, doubtful, read) -> None:
    """Some cases are judged and some are not: where cases of other kinds come among them, that must not show."""
    judged = doubtful[:2]
    votes = [Judgment(case, 0, "correct", reason="judged so", finish="stop") for case in judged]
    judgments.save(desk.store, Judge("equivalence", "ada · equivalence@1", "ada", "d"), votes)
    desk.reviews.refresh()

    def seen() -> dict[str, bool]:
        """Of the next cases, whether anything that is sent tells what the judge says."""
        found = call(client, "turn", want=4)["cases"]
        call(client, "release")
        return {case["id"]: "judged so" in json.dumps(case) or "ada · equiv" in case["html"] for case in found}

    shown = seen()
    assert shown == {case: case in judged for case in shown}
    assert set(judged) < set(shown)
    hide(desk.store, doubtful)
    desk.reviews.refresh()
    shown = seen()
    assert len(shown) > len(judged)
    assert not any(shown.values())
    for case in doubtful:
        assert "judged so" not in json.dumps(call(client, "open", case=case)), "by its link neither"


# --- what is no call of ours


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("turn", {"tab": None}, id="no tab"),
        pytest.param("turn", {"tab": ""}, id="empty tab"),
        pytest.param("turn", {"tab": "x" * 65}, id="long tab"),
        pytest.param("turn", {"tab": "a b"}, id="tab with a blank"),
        pytest.param("turn", {"tab": "a\n"}, id="tab with a line break"),
        pytest.param("turn", {"tab": "'; DROP TABLE leases; --"}, id="SQL as a tab"),
        pytest.param("turn", {"tab": 7}, id="number as a tab"),
        pytest.param("turn", {"tab": ["t"]}, id="list as a tab"),
        pytest.param("turn", {"want": -1}, id="fewer than none"),
        pytest.param("turn", {"want": 5}, id="more than a tab may hold"),
        pytest.param("turn", {"want": 1e300}, id="a number out of reach"),
        pytest.param("turn", {"want": "many"}, id="a word as a number"),
        pytest.param("turn", {"hold": "c1"}, id="a text as a list"),
        pytest.param("turn", {"hold": ["c"] * 201}, id="more held than a tab may hold"),
        pytest.param("turn", {"hold": ["<script>"]}, id="a tag as an id"),
        pytest.param("turn", {"order": "best"}, id="an order that there is not"),
        pytest.param("turn", {"order": None}, id="no order at all"),
        pytest.param("turn", {"scope": []}, id="a list as a scope"),
        pytest.param("turn", {"scope": {"levels": ["five"]}}, id="a word as a level"),
        pytest.param("turn", {"scope": {"levels": [10**30]}}, id="a level that no table holds"),
        pytest.param("turn", {"scope": {"levels": list(range(51))}}, id="many levels"),
        pytest.param("turn", {"scope": {"models": ["x" * 501]}}, id="a long name"),
        pytest.param("turn", {"scope": {"models": ["m"] * 501}}, id="many names"),
        pytest.param("turn", {"scope": {"models": [None]}}, id="nothing as a name"),
        pytest.param("open", {"case": None}, id="no case"),
        pytest.param("open", {"case": "../etc/passwd"}, id="a path as a case"),
        pytest.param("skip", {"case": {"id": "c0"}}, id="an object as a case"),
        pytest.param("decide", {"decision": None}, id="no decision"),
        pytest.param("decide", {"decision": {}}, id="an empty decision"),
        pytest.param("decide", {"decision": decision("c0", id="")}, id="a decision without an id"),
        pytest.param("decide", {"decision": decision("c0", outcome="maybe")}, id="an outcome that there is not"),
        pytest.param("decide", {"decision": decision("c0", outcome=None)}, id="no outcome"),
        pytest.param("decide", {"decision": decision("c0", cause="")}, id="an empty cause"),
        pytest.param("decide", {"decision": decision("c0", cause="bad luck")}, id="a cause that there is not"),
        pytest.param("decide", {"decision": decision("c0", seconds=-1)}, id="less than no time"),
        pytest.param("decide", {"decision": decision("c0", seconds="3s")}, id="a text as a time"),
        pytest.param("decide", {"decision": decision("c0", note=["n"])}, id="a list as a note"),
        pytest.param("decide", {"decision": decision("c0", right_answer=5)}, id="a number as a right answer"),
        pytest.param("undo", {"decision": "a b"}, id="a decision of no form"),
        pytest.param("release", {"cases": ["c"] * 201}, id="more given back than a tab may hold"),
        pytest.param("recent", {"tab": None}, id="history of no tab"),
    ],
)
def test_what_is_malformed_is_refused_readably_and_changes_nothing(client, desk, name, changes) -> None:
    told = call(client, name, 422, **changes)["error"]
    assert told.startswith("the call is not understood (")
    assert told.endswith("); reload the page")
    for table in ("decisions", "leases", "skips", "withdrawals"):
        assert desk.store.value(f"SELECT count(*) FROM {table}") == 0


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half a JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"turn"', id="a text"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b'{"tab": "\\ud800"}', id="half a surrogate pair"),
        pytest.param(b"[" * 50_000, id="deep"),
        pytest.param(b"tab=t", id="a form"),
    ],
)
def test_what_is_no_json_of_ours_is_refused(client, name, body) -> None:
    answer = client.post(f"/desk/{name}", content=body)
    assert answer.status_code == 422
    assert "reload the page" in answer.json()["error"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(b" " * api.MAX_BODY + b'{"tab": "t"}', 422, id="longer than any call"),
        pytest.param(b" " * 20 * api.MAX_BODY, 413, id="so long that the doors refuse it"),
        pytest.param(iter([b" "] * 9), 411, id="of no length"),
    ],
)
def test_a_huge_call_is_refused(client, content, status) -> None:
    assert client.post("/desk/turn", content=content).status_code == status


@pytest.mark.parametrize("seconds", ["Infinity", "1e308", "999999"])
def test_nobody_works_for_longer_than_a_shift_at_one_case(client, desk, doubtful, seconds) -> None:
    said = json.dumps({"tab": "t", "decision": decision(doubtful[0], seconds="SECONDS")})
    body = said.replace('"SECONDS"', seconds)
    assert client.post("/desk/decide", content=body).status_code == 200
    assert desk.store.value("SELECT seconds FROM decisions") == api.MAX_SECONDS


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        pytest.param({"case": "c0"}, 404, "case c0: there is none", id="unknown case"),
        pytest.param({"note": "x" * 4_001}, 422, "the note has 4001 characters", id="long note"),
        pytest.param({"right_answer": "x" * 501}, 422, "the right answer has 501 characters", id="long right answer"),
    ],
)
def test_a_decision_that_cannot_be_kept_is_refused_readably(client, desk, doubtful, changes, status, told) -> None:
    assert told in call(client, "decide", status, decision=decision(doubtful[0]) | changes)["error"]
    assert decisions(desk) == []


def test_an_id_that_is_taken_is_refused(client, bob, desk, doubtful) -> None:
    call(client, "decide", decision=decision(doubtful[0], id="same"))
    assert "make a new one" in call(client, "decide", 422, decision=decision(doubtful[1], id="same"))["error"]
    assert "make a new one" in call(bob, "decide", 422, decision=decision(doubtful[0], id="same"))["error"]
    assert len(decisions(desk)) == 1


def test_a_disk_that_fails_is_told_and_tried_again(client, desk, doubtful, monkeypatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.reviews, "submitting", full)
        assert call(client, "decide", 409, decision=decision(doubtful[0]))["error"] == "the disk is full"
    assert call(client, "decide", decision=decision(doubtful[0]))["saved"]


# --- who may call


@pytest.mark.parametrize("name", WHOLE)
def test_who_is_not_signed_in_is_refused(client, visitor, desk, name) -> None:
    answer = visitor(client.app).post(f"/desk/{name}", json=WHOLE[name])
    assert answer.status_code == 401
    assert "signed out" in answer.json()["detail"]


@pytest.mark.parametrize("name", WHOLE)
def test_whose_role_does_not_review_is_refused(desk, doors, visitor, password_hash, monkeypatch, name) -> None:
    app = doors(desk)
    api.listen(app, desk)
    desk.team.add("Bo", Role.ADMIN, password_hash, by="Bo")
    desk.team.add("Rea", Role.RESEARCHER, password_hash, by="Bo")
    client = visitor(app, "Rea")
    assert client.post(f"/desk/{name}", json=WHOLE[name]).status_code != 403
    monkeypatch.setitem(domain.PERMISSIONS, Role.RESEARCHER, frozenset({domain.Permission.READ}))
    answer = client.post(f"/desk/{name}", json=WHOLE[name])
    assert answer.status_code == 403
    assert "ask an admin for another role" in answer.text


@pytest.mark.parametrize("name", WHOLE)
def test_the_call_itself_asks_for_the_role_too(desk, client, monkeypatch, name) -> None:
    """Also where the doors in front would let somebody through."""
    monkeypatch.setattr(desk.team, "permissions", lambda _: frozenset(domain.Permission))
    seen = []
    monkeypatch.setattr(api.Caller, "require", lambda _, needed: seen.append(needed))
    client.post(f"/desk/{name}", json=WHOLE[name])
    assert seen == [domain.Permission.REVIEW]


def test_another_site_may_not_call(client) -> None:
    answer = client.post("/desk/turn", json={"tab": "t"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_page_left_behind_is_told_by_a_beacon(client, bob, doubtful) -> None:
    """`sendBeacon` sends plain text."""
    call(client, "turn")
    answer = client.post("/desk/release", content='{"tab":"t"}', headers={"content-type": "text/plain;charset=UTF-8"})
    assert answer.status_code == 200
    assert ids(call(bob, "turn")) == doubtful[:2]


# --- in the caller's language


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        pytest.param("undo", {}, "没有", id="what is not found"),
        pytest.param("open", {"case": "c0"}, "案例 c0", id="a case that there is not"),
        pytest.param("turn", {"want": 9}, "无法理解这次请求", id="what is malformed"),
        pytest.param("decide", {"decision": decision("c0", note="x" * 4_001)}, "4001", id="a long note"),
    ],
)
@pytest.mark.parametrize("how", ["cookie", "browser"])
def test_what_goes_wrong_is_said_in_the_callers_language(client, name, body, said, how) -> None:
    english = client.post(f"/desk/{name}", json=WHOLE[name] | body).json()["error"]
    if how == "cookie":
        client.cookies.set("language", "zh")
    headers = {"accept-language": "zh-CN,zh;q=0.9"} if how == "browser" else {}
    chinese = client.post(f"/desk/{name}", json=WHOLE[name] | body, headers=headers).json()["error"]
    assert said in chinese
    assert chinese != english


def test_the_case_and_the_line_above_it_are_in_the_callers_language(client) -> None:
    client.cookies.set("language", "zh")
    answer = call(client, "turn", want=1)
    assert 'lang="zh-CN"' in answer["head"]
    assert "waiting" not in answer["head"]
    assert "Answer found" not in answer["cases"][0]["html"]


def test_a_person_whose_name_is_hostile_is_escaped(visitor, client, desk, read) -> None:
    eve = visitor(client.app, "<b>Eve</b>")
    seen = read(call(eve, "turn")["head"])
    assert "b" not in seen.names
    assert "<b>Eve</b>" in seen.text


def test_what_is_decided_elsewhere_is_not_brought(client, desk, doubtful) -> None:
    desk.reviews.submit("Bob", Submission("d1", doubtful[0], Outcome.CORRECT))
    assert ids(call(client, "turn", want=1)) == doubtful[1:2]
