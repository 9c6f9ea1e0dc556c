"""Cursor: a place in a list of tokens, moved on by what is taken."""

from __future__ import annotations

from review_app.grading.syntax.tokens import Token
from review_app.grading.syntax.tree import UnreadError

_END = Token("", "")


class Cursor:
    """`next` looks, `take` moves on, `accept` moves on if it may, `need` if it must."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def next(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else _END

    def take(self) -> Token:
        token = self.next()
        self.place += 1
        return token

    def accept(self, *kinds: str) -> str:
        kind = self.next().kind
        if kind in kinds:
            self.place += 1
            return kind
        return ""

    def need(self, kind: str) -> None:
        if not self.accept(kind):
            raise UnreadError(f"{kind} is missing")

    def digits(self) -> str:
        braced = self.accept("{")
        token = self.take()
        if braced:
            self.need("}")
        if not token.text.isdigit():
            raise UnreadError(token.text)
        return token.text

    def until(self, kind: str) -> list[str]:
        texts: list[str] = []
        while self.next().kind not in (kind, ""):
            texts.append(self.take().text)
        self.need(kind)
        return texts
