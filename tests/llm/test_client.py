from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from review_app.errors import BudgetSpent, InputError, ModelStopped, ModelUnavailable, QuestionRefused, ReviewError
from review_app.llm import Budget, Endpoint, Finish, Price, Sampling, Usage
from review_app.wording import Sentence
from tests.llm.fake_server import (
    BROKEN,
    CUT,
    HANG,
    HTML,
    MALFORMED,
    NO_CHOICE,
    NO_KEY,
    NO_MODEL,
    OVERLOADED,
    QUOTA,
    TOO_LONG,
    Behaviour,
    FakeServer,
    completion,
    echoes_key,
    fails,
    rate_limited,
    raw,
    says,
)

Ask = Callable[..., Any]

BOTH_WAYS = pytest.mark.parametrize("stream", [pytest.param(False, id="whole"), pytest.param(True, id="streamed")])


@BOTH_WAYS
def test_an_answer_comes_with_its_tokens_and_its_cost(stream: bool, ask: Ask, server: FakeServer) -> None:
    server.play(says(r"So it is \boxed{4}."))
    pieces: list[str] = []
    reply = ask(stream=stream, pieces=pieces, price=Price(1.0, 2.0))
    assert (reply.text, reply.finish, reply.tries, reply.served) == (r"So it is \boxed{4}.", Finish.STOP, 1, "fake-1")
    assert reply.usage == Usage(10, 4)
    assert reply.cost == pytest.approx(18e-6)
    assert (len(pieces), "".join(pieces)) == ((3, reply.text) if stream else (0, ""))


@BOTH_WAYS
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(rate_limited(), id="429 says nothing of waiting: backoff"),
        pytest.param(rate_limited(0.05), id="429 with Retry-After"),
        pytest.param(BROKEN, id="500"),
        pytest.param(OVERLOADED, id="503"),
        pytest.param(HTML, id="a web page with status 200"),
        pytest.param(MALFORMED, id="half a JSON object"),
        pytest.param(CUT, id="a connection that ends in the middle of the answer"),
        pytest.param(HANG, id="a server that says nothing"),
    ],
)
def test_a_passing_fault_is_tried_again(fault: Behaviour, stream: bool, ask: Ask, server: FakeServer) -> None:
    server.play(fault, fault)
    reasons: list[str] = []
    timeout = 0.2 if fault is HANG else 5.0
    reply = ask(stream=stream, timeout=timeout, waiting=lambda reason, seconds: reasons.append(str(reason)))
    assert (reply.text, reply.tries, len(reasons)) == (r"So it is \boxed{4}.", 3, 2)
    assert all(reasons)


def test_an_object_without_an_answer_is_tried_again(ask: Ask, server: FakeServer) -> None:
    server.play(NO_CHOICE)
    assert ask().tries == 2


def test_retry_after_is_waited_out_by_everybody(ask: Ask, server: FakeServer) -> None:
    server.play(rate_limited(0.3))
    replies = ask(questions=3, concurrency=1)
    assert [reply.text for reply in replies] == [r"So it is \boxed{4}."] * 3
    moments = [asked.moment for asked in server.asked]
    assert moments[1] - moments[0] >= 0.3, "the others too"
    assert len(moments) == 4


def test_who_asks_for_longer_patience_than_there_is_gets_none(ask: Ask, server: FakeServer) -> None:
    server.play(rate_limited(3600))
    with pytest.raises(ModelUnavailable, match="asks to wait 3600 s"):
        ask()
    assert len(server.asked) == 1


def test_waits_double_up_to_the_longest(ask: Ask, server: FakeServer) -> None:
    server.play(*[BROKEN] * 5)
    waits: list[float] = []
    ask(tries=6, backoff=0.004, longest_wait=0.016, waiting=lambda reason, seconds: waits.append(seconds))
    assert all(
        longest / 2 <= wait <= longest for wait, longest in zip(waits, (0.004, 0.008, 0.016, 0.016, 0.016), strict=True)
    )


@BOTH_WAYS
@pytest.mark.parametrize(
    ("fault", "kind", "says_"),
    [
        pytest.param(QUOTA, ModelStopped, "quota is used up; add credit", id="no money, said with status 429"),
        pytest.param(fails(402, None, "Insufficient Balance"), ModelStopped, "quota is used up", id="no money, 402"),
        pytest.param(fails(429, "1113", "余额不足"), ModelStopped, "quota is used up", id="no money, GLM's code"),
        pytest.param(NO_KEY, ModelStopped, "refuses the key that FAKE_KEY holds", id="a wrong key"),
        pytest.param(fails(403, None, "no access"), ModelStopped, "refuses the key", id="a key without access"),
        pytest.param(NO_MODEL, ModelStopped, "knows no model fake-1", id="an unknown model"),
        pytest.param(
            fails(400, "model_not_found"), ModelStopped, "knows no model", id="an unknown model, said with 400"
        ),
        pytest.param(TOO_LONG, QuestionRefused, "maximum context length", id="a question too long for the model"),
    ],
)
def test_what_no_wait_can_mend_stops_at_once(
    fault: Behaviour, kind: type[ReviewError], says_: str, stream: bool, ask: Ask, server: FakeServer
) -> None:
    server.play(fault)
    with pytest.raises(kind, match=says_):
        ask(stream=stream)
    assert len(server.asked) == 1


def test_an_endpoint_that_wants_a_key_is_told_how_it_gets_one(ask: Ask, server: FakeServer) -> None:
    server.play(NO_KEY)
    with pytest.raises(ModelStopped, match=r"wants a key .*--key-variable"):
        ask(endpoint=Endpoint("fake-1", server.url))


def test_after_the_last_try_the_reason_is_told(ask: Ask, server: FakeServer) -> None:
    server.play(*[BROKEN] * 9)
    with pytest.raises(ModelUnavailable, match="no answer in 4 tries; the last: status 500: internal error"):
        ask()
    assert len(server.asked) == 4


def test_nothing_is_asked_once_somebody_halted(ask: Ask, server: FakeServer) -> None:
    server.play(BROKEN)
    with pytest.raises(ModelUnavailable):
        ask(halted=lambda: bool(server.asked), backoff=60.0)
    assert len(server.asked) == 1, "and nobody sleeps out a minute"


def test_a_server_may_restart_meanwhile(ask: Ask) -> None:
    with FakeServer() as first:
        port = first.port
    restarted: list[FakeServer] = []

    def restart(reason: Sentence, seconds: float) -> None:
        assert str(reason) == "no connection to the endpoint"
        if not restarted:
            restarted.append(FakeServer(port=port).__enter__())

    try:
        reply = ask(endpoint=Endpoint("fake-1", f"http://127.0.0.1:{port}/v1", "FAKE_KEY"), waiting=restart)
    finally:
        restarted[0].__exit__(None, None, None)
    assert reply.tries == 2


@pytest.mark.parametrize(
    ("behaviour", "finish"),
    [
        pytest.param(says("so it", "length"), Finish.LENGTH, id="cut off at the longest length"),
        pytest.param(says("", "length"), Finish.LENGTH, id="cut off while it still thought"),
        pytest.param(says(None), Finish.EMPTY, id="no text at all"),
        pytest.param(says(" \n"), Finish.EMPTY, id="blanks"),
        pytest.param(says("no", "content_filter"), Finish.REFUSAL, id="the endpoint's filter"),
        pytest.param(says(None, refusal="I will not."), Finish.REFUSAL, id="the model's own refusal"),
    ],
)
def test_how_an_answer_ended_is_known(behaviour: Behaviour, finish: Finish, ask: Ask, server: FakeServer) -> None:
    server.play(behaviour)
    assert ask().finish is finish


def test_half_a_character_is_marked_for_nothing_could_store_it(ask: Ask, server: FakeServer) -> None:
    server.play(raw(json.dumps(completion("\ud83d\ude00 4 \ud83d"))))
    assert ask().text == "😀 4 \ufffd"


def test_tokens_that_nobody_counted_are_estimated_from_above(ask: Ask, server: FakeServer) -> None:
    server.play(raw(json.dumps(completion("four") | {"usage": None})))
    usage = ask().usage
    assert usage.estimated
    assert usage.prompt > len("What is 2 + 2?")
    assert usage.completion == len("four")


def test_an_answer_that_does_not_call_itself_json_is_read_all_the_same(ask: Ask, server: FakeServer) -> None:
    server.play(raw(json.dumps(completion("4")), "text/plain"))
    assert ask().text == "4"


def test_what_a_model_thought_aside_is_no_part_of_its_answer(ask: Ask, server: FakeServer) -> None:
    server.play(says("4", reasoning_content="two and two"))
    reply = ask()
    assert (reply.text, reply.reasoning) == ("4", "two and two")


def test_sampling_reaches_the_endpoint_and_nothing_else_does(ask: Ask, server: FakeServer) -> None:
    ask(sampling=Sampling(0.7, 0.9, 64, seed=3, stop=("##",), extra={"top_k": 5}))
    body = dict(server.asked[0].body)
    assert body.pop("messages") == [{"role": "user", "content": "What is 2 + 2?"}]
    assert body == {
        "model": "fake-1",
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 64,
        "seed": 3,
        "stop": ["##"],
        "top_k": 5,
    }


def test_no_more_requests_are_on_their_way_than_allowed(ask: Ask, server: FakeServer) -> None:
    server.latency = 0.02
    ask(questions=12, concurrency=3)
    assert server.busiest == 3


def test_a_budget_is_never_exceeded_however_many_ask_at_once(ask: Ask, server: FakeServer) -> None:
    server.latency = 0.01
    one = Price(0.0, 1_000_000.0)  # a token answered costs 1; each answer has 4 of the 10 it may have
    budget = Budget(30.0)
    replies = ask(questions=20, sampling=Sampling(max_tokens=10), price=one, budget=budget)
    told = [reply for reply in replies if not isinstance(reply, Exception)]
    assert {type(reply) for reply in replies if isinstance(reply, Exception)} == {BudgetSpent}
    assert budget.spent == sum(reply.cost for reply in told) == 4 * len(told)
    assert len(told) == 6, "6 * 4 = 24; a seventh may cost 10"
    assert server.busiest <= 3, "three may cost 30 together"


def test_what_a_broken_request_may_have_cost_is_spent(ask: Ask, server: FakeServer) -> None:
    server.play(CUT, BROKEN)
    budget = Budget(100.0)
    reply = ask(sampling=Sampling(max_tokens=10), price=Price(0.0, 1_000_000.0), budget=budget)
    assert budget.spent == reply.cost == 10 + 4, "the cut one was answered in part, the broken one not at all"


@pytest.mark.parametrize(
    ("given", "says_"),
    [
        pytest.param({"budget": Budget(1.0)}, "a budget needs the price", id="no price"),
        pytest.param({"budget": Budget(1.0), "price": Price(1, 1)}, "longest answer", id="no longest answer"),
    ],
)
def test_a_budget_that_cannot_be_held_is_refused(
    given: dict[str, Any], says_: str, ask: Ask, server: FakeServer
) -> None:
    with pytest.raises(InputError, match=says_):
        ask(**given)
    assert server.asked == []


@BOTH_WAYS
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(echoes_key(401), id="repeated in a refusal"),
        pytest.param(echoes_key(400), id="repeated in the refusal of a question"),
        pytest.param(echoes_key(500), id="repeated in a passing fault"),
        pytest.param(HANG, id="never answered"),
        pytest.param(MALFORMED, id="answered with half a JSON object"),
    ],
)
def test_the_key_is_sent_and_never_told(
    fault: Behaviour, stream: bool, ask: Ask, server: FakeServer, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.play(*[fault] * 2)
    reasons: list[str] = []
    with caplog.at_level(logging.DEBUG), pytest.raises(ReviewError) as caught:
        ask(stream=stream, tries=2, timeout=0.2, waiting=lambda reason, seconds: reasons.append(repr(reason)))
    assert server.asked[0].headers["authorization"] == f"Bearer {secret}"
    told = (
        "".join(traceback.format_exception(caught.value)) + repr(caught.value.values) + caplog.text + "".join(reasons)
    )
    assert secret not in told
    assert secret not in repr(vars(caught.value))


def test_an_answer_that_repeats_the_key_is_told_without_it(ask: Ask, server: FakeServer, secret: str) -> None:
    server.play(says(f"You sent {secret}."))
    assert ask().text == "You sent [key]."
