"""Protocol: one request to the chat completions of an OpenAI-compatible endpoint, whole or streamed, read strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openai

from review_app.llm.endpoint import Endpoint
from review_app.llm.faults import Passing
from review_app.llm.key import Key
from review_app.llm.reply import Finish, Message, Usage, finish_of
from review_app.wording import Sentence, later, sentence

PATH = "/chat/completions"

# Where endpoints put what a model thought aside: DeepSeek and older vLLM, newer vLLM and OpenRouter.
THOUGHT = ("reasoning_content", "reasoning")

WEB_PAGE = sentence(later("a web page came instead of a model's answer; is the address right?"))
NO_ANSWER = sentence(later("what came is no answer of a model; is the address right?"))
CUT = sentence(later("the stream was cut"))


@dataclass(frozen=True, slots=True)
class Said:
    """What came back; `usage` None where the endpoint did not count."""

    text: str
    reasoning: str
    finish: Finish
    usage: Usage | None
    served: str


def connect(endpoint: Endpoint, key: Key) -> openai.AsyncOpenAI:
    """The library's client; retries and timeouts are ours."""
    return openai.AsyncOpenAI(api_key=key.reveal(), base_url=endpoint.base_url, max_retries=0, timeout=None)


async def answer(
    api: openai.AsyncOpenAI, model: str, messages: Sequence[Message], fields: Mapping[str, Any], told: Any = None
) -> Said:
    """Ask once. Raises the library's exceptions, JSONDecodeError, or Passing for what is no whole answer."""
    if told is None:
        return await whole(api, model, messages, fields)
    return await streamed(api, model, messages, fields, told)


async def whole(api: openai.AsyncOpenAI, model: str, messages: Sequence[Message], fields: Mapping[str, Any]) -> Said:
    """The answer in one piece. By the library's door for requests of one's own: its own way to this one looks through
    every field by its type, a third of all the work, and takes anything for an answer."""
    body = {"model": model, "messages": list(messages), **fields}
    said: Any = await api.post(PATH, cast_to=object, body=body | body.pop("extra_body", {}))
    if isinstance(said, str):  # what does not call itself JSON
        if said.lstrip().startswith("<"):
            raise Passing(WEB_PAGE)
        said = json.loads(said)
    choice = first_choice(said)
    message = mapping(choice.get("message"))
    refusal, text = as_text(message.get("refusal")), as_text(message.get("content"))
    return Said(
        text=text or refusal,
        reasoning=thought(message),
        finish=finish_of(choice.get("finish_reason"), text, bool(refusal)),
        usage=usage_of(said.get("usage")),
        served=as_text(said.get("model")),
    )


async def streamed(
    api: openai.AsyncOpenAI, model: str, messages: Sequence[Message], fields: Mapping[str, Any], told: Any
) -> Said:
    """The answer piece by piece; one that ends without saying how is cut."""
    given: Any = {"model": model, "messages": list(messages), **fields}
    stream: Any = await api.chat.completions.create(**given, stream=True, stream_options={"include_usage": True})
    texts, thoughts, refusals = [], [], []
    reason, usage, served = None, None, ""
    async with stream:
        refuse_page(stream.response.headers)
        async for chunk in stream:
            body = mapping(chunk.to_dict())
            usage = usage_of(body.get("usage")) or usage
            served = served or as_text(body.get("model"))
            for choice in (mapping(one) for one in body.get("choices") or ()):
                delta = mapping(choice.get("delta"))
                texts.append(as_text(delta.get("content")))
                thoughts.append(thought(delta))
                refusals.append(as_text(delta.get("refusal")))
                reason = choice.get("finish_reason") or reason
                if texts[-1]:
                    told(texts[-1])
    if reason is None:
        raise Passing(CUT, billed=True)
    text, refusal = "".join(texts), "".join(refusals)
    return Said(text or refusal, "".join(thoughts), finish_of(reason, text, bool(refusal)), usage, served)


def refuse_page(headers: Mapping[str, str]) -> None:
    """Raise Passing for a web page: what proxies and sign-in pages answer, with status 200."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        raise Passing(WEB_PAGE)


def first_choice(body: Any) -> Mapping[str, Any]:
    """The only choice there is, for only one was asked. Raises Passing where there is none."""
    choices = mapping(body).get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], Mapping):
        error = mapping(mapping(body).get("error")).get("message")
        raise Passing(Sentence(as_text(error)) if as_text(error) else NO_ANSWER, billed=True)
    return choices[0]


def thought(message: Mapping[str, Any]) -> str:
    """What the model thought aside."""
    return next((as_text(message[name]) for name in THOUGHT if message.get(name)), "")


def usage_of(given: Any) -> Usage | None:
    """The tokens as the endpoint counted them; None where it did not."""
    prompt, completion = mapping(given).get("prompt_tokens"), mapping(given).get("completion_tokens")
    if not isinstance(prompt, int) or not isinstance(completion, int):
        return None
    return Usage(prompt, completion)


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_text(value: Any) -> str:
    """A text, or the texts of its parts; nothing for anything else."""
    if isinstance(value, list):
        return "".join(as_text(mapping(part).get("text")) for part in value)
    return value if isinstance(value, str) else ""
