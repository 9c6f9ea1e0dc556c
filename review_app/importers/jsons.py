"""JSON in its layouts: one object a line, one array or one object, read a row at a time."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from review_app.domain import Reject
from review_app.importers.lines import BOM, MAX_LINE_BYTES, lines
from review_app.importers.source import RAW_CHARACTERS, Row

# How much of a file is fed to the parser at a time. Small, so that what stands before an error is not lost.
PARSER_BYTES = 16 * 1024


class Utf8:
    """A byte stream without BOM whose bytes are always valid UTF-8: what was not is U+FFFD."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")

    def read(self, size: int = -1) -> bytes:
        """At least one byte unless the stream has ended."""
        if size == 0:
            return b""
        while True:
            data = self._stream.read(size)
            text = self._decoder.decode(data, final=not data)
            if text or not data:
                return text.encode("utf-8")


def loaded(text: str) -> tuple[Any, str]:
    """The value of a JSON text and why it has none.

    >>> loaded('{"a": 1}'), loaded("{")[1]
    (({'a': 1}, ''), 'not valid JSON: Expecting property name enclosed in double quotes at character 2')
    """
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as error:
        return None, f"not valid JSON: {error.msg} at character {error.pos + 1}"
    except ValueError as error:
        return None, f"not valid JSON: {error}"
    except RecursionError:
        return None, "not valid JSON: nested too deeply"


def line_rows(stream: BinaryIO, file: str) -> Iterator[Row | Reject]:
    """One JSON object a line; empty lines are no rows."""
    for line in lines(stream):
        place = str(line.number)
        if line.data is None:
            yield Reject(file, place, f"the line is longer than {MAX_LINE_BYTES:,} bytes and was skipped")
            continue
        text = line.text().strip()
        if text:
            value, fault = loaded(text)
            raw = text[:RAW_CHARACTERS]
            yield Reject(file, place, fault, raw) if fault else checked(file, place, value, raw)


def checked(file: str, place: str, value: Any, raw: str = "") -> Row | Reject:
    """A row needs named columns: what is no object is rejected."""
    if isinstance(value, dict):
        return Row(file, place, value, raw)
    return Row(file, place, {}, raw or str(value)[:RAW_CHARACTERS]).reject(f"not an object but {kind(value)}")


def kind(value: Any) -> str:
    """What a JSON value is, in words.

    >>> [kind(value) for value in (None, True, 3, "x", [1])]
    ['null', 'true/false', 'a number', 'text', 'a list']
    """
    names = ((bool, "true/false"), (str, "text"), (list, "a list"), (Mapping, "an object"))
    if value is None:
        return "null"
    found = (name for type_, name in names if isinstance(value, type_))
    return next(found, "a number" if hasattr(value, "__float__") else type(value).__name__)


def item_rows(stream: BinaryIO, file: str, prefix: str = "item") -> Iterator[Row | Reject]:
    """The objects of the array at `prefix` (`""`: top-level objects one after the other)."""
    import ijson

    found = ijson.items(Utf8(stream), prefix, multiple_values=not prefix, buf_size=PARSER_BYTES)
    for place, value in guarded(enumerate(found, 1), file):
        yield value if isinstance(value, Reject) else checked(file, str(place), value)


def member_rows(stream: BinaryIO, file: str, prefix: str) -> Iterator[Row | Reject]:
    """The members of the object at `prefix`, which must be objects; a plain `type` among them is no row."""
    import ijson

    found = ijson.kvitems(Utf8(stream), prefix, buf_size=PARSER_BYTES)
    for key, value in guarded(found, file):
        if isinstance(value, Reject):
            yield value
        elif key != "type" or isinstance(value, dict):
            yield checked(file, str(key), value)


def guarded(pairs: Iterator[tuple[Any, Any]], file: str) -> Iterator[tuple[Any, Any]]:
    """The pairs up to the first damage, which ends them with a Reject: the parser cannot find its way on."""
    import ijson

    last: Any = None
    while True:
        try:
            last, value = next(pairs)
        except StopIteration:
            return
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
            place = "start" if last is None else f"after {last}"
            reason = f"the JSON is damaged here, what follows is lost: {first_line(error)}"
            yield last, Reject(file, place, reason)
            return
        yield last, value


def first_line(error: Exception) -> str:
    """The first line of a parser's message."""
    message = error.args[0] if error.args else ""
    text = message.decode("utf-8", errors="replace") if isinstance(message, bytes) else str(message)
    return text.strip().split("\n", 1)[0]


def beginning(head: bytes) -> Any:
    """The first value in `head`, as far as it goes: lists and objects cut off there hold what they hold."""
    import ijson
    from ijson.common import ObjectBuilder

    builder = ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(Utf8(io.BytesIO(head.removeprefix(BOM))), buf_size=64):
            builder.event(event, value)
    except (ijson.JSONError, ValueError, ArithmeticError):
        pass  # the head ends in the middle of the value
    return getattr(builder, "value", None)
