"""Expression: numbers, letters and operations, read by recursive descent into a Node."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.syntax.cursor import Cursor
from review_app.grading.syntax.names import CALLED, CONSTANTS, FUNCTIONS, GREEK, INVERSE
from review_app.grading.syntax.tokens import Token
from review_app.grading.syntax.tree import Node, UnreadError, num, sym

# Brackets, fractions and powers within each other beyond this are no answer.
DEPTH_LIMIT = 40
# Sums of more terms, or more signs in a row, are no answer.
TREE_LIMIT = 80

_CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
_ENDS = frozenset(("+", "-", ")", "]", "}", "\\}", ",", "|", "*", "/", "^", "!", "%", "\\pm", ":", "="))
_ACCENTS = frozenset(("overline", "bar", "vec", "hat"))


def expression(tokens: list[Token]) -> Node:
    r"""The one expression that these tokens are; raises UnreadError where they are not exactly one.

    >>> from review_app.grading.syntax.tokens import tokens
    >>> expression(tokens(r"\frac{x}{2}")).op
    '/'
    """
    reader = _Reader(tokens)
    node = reader.sum()
    if reader.place < len(tokens):
        raise UnreadError(reader.next().text)
    if _depth(node) > TREE_LIMIT:
        raise UnreadError("too deep")
    return node


def _depth(node: Node) -> int:
    """How many operations are within each other; no recursion, for that is what it guards."""
    depth, level = 0, [node]
    while level and depth <= TREE_LIMIT:
        depth, level = depth + 1, [part for above in level for part in above.args]
    return depth


class _Reader(Cursor):
    """The rules of the grammar, one method each."""

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise UnreadError("too deep")
        node = self.signed()
        while sign := self.accept("+", "-", "\\pm", "\\mp"):
            node = Node({"+": "+", "-": "-"}.get(sign, "±"), (node, self.product()))
        self.depth -= 1
        return node

    def signed(self) -> Node:
        sign = self.accept("+", "-", "\\pm")
        node = self.product()
        if sign == "\\pm":
            return Node("±", (num(0), node))
        return Node("neg", (node,)) if sign == "-" else node

    def product(self) -> Node:
        node = self.power()
        divided = False
        while True:
            if sign := self.accept("*", "/"):
                node, divided = self.times(sign, node), sign == "/"
            elif self.next().kind == "" or self.next().kind in _ENDS or self.stops():
                return node
            elif divided and self.next().kind != "(":
                raise UnreadError("1/2x")  # one half of x, or one over 2x?
            elif divided:
                raise UnreadError("1/2(x)")
            else:
                node = self.joined(node)

    def times(self, sign: str, node: Node) -> Node:
        minus = self.accept("-")
        right = self.power()
        return Node(sign, (node, Node("neg", (right,)) if minus else right))

    def joined(self, node: Node) -> Node:
        """Two factors side by side; a number there is a mixed number or a slip."""
        number = self.next().kind == "number"
        right = self.power()
        if _mixed(node, right):
            return Node("mixed", (node, right))
        if number or (node.op == "num" and right.op == "/" and right.args[0].op == right.args[1].op == "num"):
            raise UnreadError("two numbers side by side")
        return Node("*", (node, right))

    def stops(self) -> bool:
        return self.next().kind in ("\\rfloor", "\\rceil", "word", "&", "\\\\", "\\pmod")

    def power(self) -> Node:
        node = self.postfix(self.primary())
        if self.next().kind != "^":
            return node
        self.take()
        node = self.raised(node)
        return self.postfix(node)

    def raised(self, node: Node) -> Node:
        if self.accept("\\circ"):
            return Node("degrees", (node,))
        if self.next().kind == "{" and self.tokens[self.place + 1 : self.place + 2] == [
            Token("\\circ", "\\circ", True)
        ]:
            self.place += 2
            self.need("}")
            return Node("degrees", (node,))
        exponent = self.exponent()
        return Node("^", (node, exponent))

    def exponent(self) -> Node:
        if self.accept("-"):
            return Node("neg", (self.postfix(self.primary()),))
        node = self.postfix(self.primary())
        return Node("^", (node, self.exponent())) if self.accept("^") else node

    def postfix(self, node: Node) -> Node:
        while sign := self.accept("!", "%", "\\circ"):
            node = Node({"!": "factorial", "%": "percent"}.get(sign, "degrees"), (node,))
        return node

    def primary(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return self.number(token.text)
        if token.kind == "letters":
            return self.letters(token.text)
        if token.kind in _CLOSING:
            return self.bracket(token.kind)
        if token.kind == "|":
            return self.absolute()
        if token.kind.startswith("\\"):
            return self.command(token.kind[1:])
        raise UnreadError(token.text or "nothing")

    def number(self, text: str) -> Node:
        _, point, places = text.partition(".")
        if self.accept("\\overline"):
            return self.repeating(text)
        return num(Fraction(text), len(places) if point else -1)

    def repeating(self, text: str) -> Node:
        """`0.1\\overline{6}` is one sixth."""
        period = self.digits()
        places = len(text.partition(".")[2])
        if "." not in text:
            raise UnreadError("a period without a point")
        return num(Fraction(text) + Fraction(int(period), (10 ** len(period) - 1) * 10**places))

    def letters(self, text: str) -> Node:
        if text in ("sqrt", "binom", "frac", "log"):
            return self.command(text)
        if text in FUNCTIONS:
            return self.function(FUNCTIONS[text])
        if text in ("pi", "infinity"):
            return sym(CONSTANTS[text])
        if len(text) > 1:
            return self.run(text)
        if text in CALLED and self.next().kind == "(":
            return Node("call", (self.primary(),), text)
        return self.symbol(CONSTANTS.get(text, text))

    def run(self, text: str) -> Node:
        """Letters side by side are a product; only the last may carry a script."""
        node = sym(CONSTANTS.get(text[0], text[0]))
        for letter in text[1:-1]:
            node = Node("*", (node, sym(CONSTANTS.get(letter, letter))))
        last = self.power_of(self.symbol(CONSTANTS.get(text[-1], text[-1])))
        return Node("*", (node, last))

    def power_of(self, node: Node) -> Node:
        return self.raised(node) if self.accept("^") else node

    def symbol(self, name: str) -> Node:
        """A letter with its script and its primes: `x_1`, `f'`."""
        if self.accept("_"):
            if self.accept("{"):
                name += "_" + "".join(self.until("}"))
            else:
                name += "_" + self.take().text
        while self.accept("'"):
            name += "'"
        return sym(name)

    def bracket(self, opening: str) -> Node:
        node = self.sum()
        self.need(_CLOSING[opening])
        name = {"\\lfloor": "floor", "\\lceil": "ceiling"}.get(opening)
        return Node(name, (node,)) if name else Node("bracket", (node,)) if opening != "{" else node

    def absolute(self) -> Node:
        node = self.sum()
        self.need("|")
        return Node("abs", (node,))

    def command(self, name: str) -> Node:
        if name in ("frac", "binom"):
            upper, lower = self.argument(), self.argument()
            return Node("/" if name == "frac" else "binom", (upper, lower))
        if name == "sqrt":
            return self.root()
        if name == "log":
            return self.logarithm()
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name])
        return self.named(name)

    def named(self, name: str) -> Node:
        if name in CONSTANTS:
            return sym(CONSTANTS[name])
        if name in GREEK:
            return self.symbol(name)
        if name == "angle" and self.next().kind == "letters":
            return sym(f"angle {self.take().text}")
        if name in _ACCENTS:
            return sym(f"{name} {self.argument()}")
        raise UnreadError(name)

    def argument(self) -> Node:
        r"""`{x+1}` or one sign: `\frac12` holds two of them."""
        if self.next().kind == "number" and len(self.next().text) > 1:
            token = self.take()
            if not token.text.isdigit():
                raise UnreadError(token.text)
            self.place -= 1
            self.tokens = [*self.tokens]
            self.tokens[self.place : self.place + 1] = [Token("number", digit) for digit in token.text]
        if self.next().kind == "letters" and len(self.next().text) > 1:
            raise UnreadError(self.next().text)
        return self.primary()

    def root(self) -> Node:
        degree = num(2)
        if self.accept("["):
            degree = self.sum()
            self.need("]")
        return Node("root", (self.argument(), degree))

    def logarithm(self) -> Node:
        base = num(10)
        if self.accept("_"):
            base = self.argument()
        return Node("log", (self.operand(), base))

    def function(self, name: str) -> Node:
        power: Node | None = None
        if self.accept("^"):
            power = self.exponent()
        if power is not None and power == Node("neg", (num(1),)):
            return Node("call", (self.operand(),), INVERSE.get(name, name + "^-1"))
        node = Node("call", (self.operand(),), name)
        return node if power is None else Node("^", (node, power))

    def operand(self) -> Node:
        """What a function without brackets is of: `\\sin 3x` is of 3x, `\\sin 3x \\cos x` of no more."""
        if self.next().kind in ("(", "{"):
            return self.power()
        node = self.power()
        while self.next().kind in (
            "number",
            "letters",
            "\\pi",
            "\\theta",
            "\\alpha",
            "\\beta",
            "\\frac",
            "\\sqrt",
        ):
            if self.next().text in FUNCTIONS or self.next().text == "log":
                break
            node = Node("*", (node, self.power()))
        return node


def _mixed(whole: Node, part: Node) -> bool:
    """`2\\frac{1}{2}`: a whole number before a proper fraction of whole numbers."""
    if whole.op != "num" or whole.places >= 0 or part.op != "/":
        return False
    upper, lower = part.args
    return (
        (upper.op, lower.op) == ("num", "num")
        and isinstance(upper.data, Fraction)
        and isinstance(lower.data, Fraction)
        and 0 < upper.data < lower.data
    )
