"""Client: asks one model, at any OpenAI-compatible endpoint, as hard as its limits allow and until it answers."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import cycle
from types import TracebackType
from typing import TYPE_CHECKING, cast

import tenacity

from review_app.errors import InputError, ModelUnavailable
from review_app.llm.budget import Budget
from review_app.llm.endpoint import Endpoint, Limits, Sampling
from review_app.llm.key import key_of
from review_app.llm.pace import LOOK, Pace
from review_app.llm.price import Price, at_most
from review_app.llm.reply import Message, Reply, Usage, whole_characters
from review_app.wording import Sentence, later, sentence

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from review_app.llm.budget import Hold
    from review_app.llm.faults import Passing

# What is assumed of an answer's length for tokens a minute, where none is set: as long as most are.
USUAL_TOKENS = 1_000

# The library looks through all of its idle connections for each request: few in each of several pools are quicker.
CONNECTIONS_A_POOL = 16

# Told each piece of an answer as it comes.
Piece = Callable[[str], None]


class Client:
    """Asks questions; a context manager of one event loop.

    `waiting` is told why and how long (seconds) whenever a request failed and will be made again; `halted` says that
    no request shall be made any more. The key is read from `environment` here and goes into requests only.

        async with Client(Endpoint("gpt-5-mini")) as client:
            reply = await client.ask([{"role": "user", "content": "What is 2 + 2?"}])

    Raises InputError where the key or, for a budget, the price or the longest answer is not known.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits | None = None,
        *,
        price: Price | None = None,
        budget: Budget | None = None,
        environment: Mapping[str, str] | None = None,
        waiting: Callable[[Sentence, float], None] = lambda reason, seconds: None,
        halted: Callable[[], bool] = lambda: False,
    ) -> None:
        if budget is not None and budget.limit is not None and price is None:
            raise InputError("a budget needs the price of tokens: give it, for example --price 0.15/0.60")
        self.endpoint, self.limits, self.price = endpoint, limits or Limits(), price
        self.budget = budget or Budget()
        self._key = key_of(endpoint, environment)
        self._waiting, self._halted = waiting, halted
        self._places = asyncio.Semaphore(self.limits.concurrency)
        self._requests = Pace(self.limits.requests_per_minute, halted=halted)
        self._tokens = Pace(self.limits.tokens_per_minute, halted=halted)
        self._chance = random.Random()  # noqa: S311 - spreads retries, keeps no secret

    async def __aenter__(self) -> Client:
        from review_app.llm.protocol import connect

        pools = -(-self.limits.concurrency // CONNECTIONS_A_POOL)
        self._apis = [connect(self.endpoint, self._key) for _ in range(pools)]
        self._next_api = cycle(self._apis)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for api in self._apis:
            await api.close()

    async def ask(
        self,
        messages: Sequence[Message],
        sampling: Sampling | None = None,
        *,
        sample: int = 0,
        told: Piece | None = None,
    ) -> Reply:
        """The model's answer; with `told` it is streamed and each piece told as it comes (from the start again where
        the stream broke, after an empty piece). `sample` numbers the answers to one question: each has its own seed.

        Raises ModelStopped (no question can be answered), BudgetSpent, QuestionRefused (this one cannot), and
        ModelUnavailable after the last try.
        """
        from review_app.llm.faults import Passing

        sampling, tries, lost = sampling or Sampling(), 0, [0.0]
        try:
            async for attempt in self._attempts():
                with attempt:
                    tries += 1
                    if told and tries > 1:
                        told("")
                    reply = await self._try(messages, sampling, sample, told, lost)
                    return replace(reply, tries=tries, cost=None if reply.cost is None else reply.cost + sum(lost))
        except asyncio.CancelledError as stop:
            stop.cost = sum(lost)  # type: ignore[attr-defined]  # whoever keeps the books reads it
            raise
        except Passing as fault:
            error = ModelUnavailable(
                "{url} gave no answer in {tries} tries; the last: {reason}",
                url=self.endpoint.base_url,
                tries=tries,
                reason=fault.reason,
            )
            error.cost = sum(lost)
            raise error from None
        raise AssertionError("every attempt returns or raises")

    def _attempts(self) -> tenacity.AsyncRetrying:
        from review_app.llm.faults import Passing

        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(Passing),
            wait=self._wait,
            stop=self._given_up,
            before_sleep=self._before_wait,
            sleep=self._sleep,
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """The endpoint's own wish, or twice as long as the last time; by chance, so that not all come back at once."""
        limits = self.limits
        longest = min(limits.longest_wait, limits.backoff * float(2 ** (state.attempt_number - 1)))
        wished = fault_in(state).retry_after
        if wished is None:
            return longest * self._chance.uniform(0.5, 1.0)
        return wished + min(limits.backoff, longest) * self._chance.uniform(0.0, 0.5)

    def _given_up(self, state: tenacity.RetryCallState) -> bool:
        wished = fault_in(state).retry_after or 0.0
        return state.attempt_number >= self.limits.tries or wished > self.limits.patience or self._halted()

    def _before_wait(self, state: tenacity.RetryCallState) -> None:
        fault, seconds = fault_in(state), state.upcoming_sleep
        if fault.retry_after is not None:
            self._requests.pause(seconds)  # what it said to one holds for all
        self._waiting(fault.reason, seconds)

    async def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._halted():
            await asyncio.sleep(min(left, LOOK))

    async def _try(
        self, messages: Sequence[Message], sampling: Sampling, sample: int, told: Piece | None, lost: list[float]
    ) -> Reply:
        """One request; what it may have cost in vain is added to `lost`."""
        from review_app.llm.faults import Passing
        from review_app.llm.protocol import answer

        asked = at_most(messages, sampling.max_tokens or USUAL_TOKENS)
        fields = sampling.fields(self.endpoint, sample)
        async with self._places, self._affordable(messages, sampling) as hold, self._paced(asked) as used:
            if self._halted():
                used.append(Usage())
                raise Passing(sentence(later("all was halted")))
            begun = time.monotonic()
            try:
                async with asyncio.timeout(self.limits.timeout):
                    said = await answer(next(self._next_api), self.endpoint.model, messages, fields, told)
            except asyncio.CancelledError:
                hold.cost = hold.worst  # what was written until now is billed, and nobody says how much that is
                lost.append(hold.cost)
                raise
            except Exception as error:
                fault = self._fault(error, hold, used)
                lost.append(hold.cost)
                raise fault from None
            text, reasoning = (self._key.hide(whole_characters(part)) for part in (said.text, said.reasoning))
            usage = said.usage or Usage(asked.prompt, len(text.encode()) + len(reasoning.encode()), True)
            used.append(usage)
            cost = self.price.of(usage) if self.price else None
            hold.cost = cost or 0.0
        return Reply(
            text=text,
            finish=said.finish,
            usage=usage,
            seconds=time.monotonic() - begun,
            reasoning=reasoning,
            served=self._key.hide(whole_characters(said.served)),
            cost=cost,
        )

    def _fault(self, error: Exception, hold: Hold, used: list[Usage]) -> Exception:
        """What the exception means; what may be billed counts as the most that it can be."""
        from review_app.llm.faults import Passing, fault_of

        fault = fault_of(error, self.endpoint, self._key, self.limits.timeout)
        if isinstance(fault, Passing) and fault.billed:
            hold.cost = hold.worst
        else:
            used.append(Usage())
        return fault

    @asynccontextmanager
    async def _affordable(self, messages: Sequence[Message], sampling: Sampling) -> AsyncIterator[Hold]:
        worst = 0.0
        if self.price and sampling.max_tokens is not None:
            worst = self.price.of(at_most(messages, sampling.max_tokens))
        elif self.budget.limit is not None:
            raise InputError("a budget needs the length of the longest answer: give it, for example --max-tokens 2048")
        async with self.budget.hold(worst) as hold:
            yield hold

    @asynccontextmanager
    async def _paced(self, asked: Usage) -> AsyncIterator[list[Usage]]:
        """Wait one's turn; what is put into the list is what was used, everything where nothing is."""
        await self._tokens.take(asked.total)
        await self._requests.take()
        used: list[Usage] = []
        try:
            yield used
        finally:
            with suppress(IndexError):
                self._tokens.give_back(max(0, asked.total - used[0].total))


def fault_in(state: tenacity.RetryCallState) -> Passing:
    """Why the last attempt failed."""
    error = state.outcome.exception() if state.outcome else None
    return cast("Passing", error)  # of nothing else is there a next one
