from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from review_app.services.invisible import INVISIBLE
from review_app.ui import latex
from review_app.ui.mathtext import KEPT_AT_START, MAX_CHARACTERS, formula, is_formula, typeset
from tests.work import at_most

ALLOWED = {
    "div": {"class"}, "br": set(), "wbr": set(), "strong": {"class"}, "span": {"class"}, "mark": {"id"}, "p": {"class"},
    "pre": {"class"}, "code": {"class"}, "details": {"class"}, "summary": set(),
}  # fmt: skip

INSIDE = re.compile(r'^<div class="mathtext">(.*)</div>$', re.DOTALL)


def inside(html: str) -> str:
    """What stands in the panel."""
    found = INSIDE.match(html)
    assert found, html
    return found.group(1)


def assert_harmless(html: str, read) -> None:
    seen = read(html)
    for tag, attributes in seen.tags:
        assert tag in ALLOWED, html
        assert set(attributes) <= ALLOWED[tag], html
    assert seen.balanced, html
    assert "\n" not in html, "a blank line would end the block that Markdown leaves alone"
    html.encode("utf-8")


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("<img src=x onerror=alert(1)>", id="image with a handler"),
        pytest.param("<!-- comment", id="open comment"),
        pytest.param("</div></section></body>", id="closing what is not its own"),
        pytest.param("<svg/onload=alert(1)>", id="svg"),
        pytest.param('" onmouseover="alert(1)', id="out of an attribute"),
        pytest.param("&lt;script&gt;", id="references that Markdown would resolve"),
        pytest.param("[x](javascript:alert(1)) ![y](https://evil.example/y.png)", id="Markdown link and picture"),
        pytest.param("<https://evil.example> https://evil.example", id="autolinks"),
        pytest.param("# not\n## a\n\n- list\n> quote\n\n    code\n***\n| a | b |\n|---|---|", id="Markdown blocks"),
        pytest.param("${alert(1)} {{constructor}} #{x}", id="templates"),
        pytest.param("<style>*{display:none}</style><form action=https://evil.example><input>", id="style and form"),
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        pytest.param("{}", id="as text"),
        pytest.param("say {} and", id="within text"),
        pytest.param("\\({}\\)", id="in inline mathematics"),
        pytest.param("\\[{}\\]", id="in displayed mathematics"),
        pytest.param("${}$", id="between dollars"),
        pytest.param("\\boxed{{{}}}", id="in a box"),
        pytest.param("\\begin{{align}}{}\\end{{align}}", id="in an environment"),
        pytest.param("```html\n{}\n```", id="in code"),
        pytest.param("[asy]{}[/asy]", id="in a diagram"),
        pytest.param("**{}**", id="in bold"),
        pytest.param("# {}", id="in a heading"),
    ],
)
def test_no_tag_of_a_text_reaches_the_page(hostile, around, read):
    text = around.format(hostile)
    for dollars in (True, False):
        assert_harmless(typeset(text, dollars=dollars), read)
        assert_harmless(typeset(text, dollars=dollars, mark=(len(text) // 3, 2 * len(text) // 3)), read)
    assert_harmless(formula(text), read)


@pytest.mark.parametrize(
    "sign",
    [
        "&",
        "<",
        ">",
        '"',
        "'",
        "*",
        "_",
        "#",
        "`",
        "~",
        "[",
        "]",
        "!",
        "|",
        "$",
        "(",
        ")",
        "{",
        "}",
        "\\",
        "+",
        "=",
        ":",
    ],
)
def test_a_sign_that_markdown_or_the_typesetter_reads_is_written_as_a_reference(sign):
    assert inside(typeset(f"a{sign}b")).replace("<wbr>", "") == f"a&#{ord(sign)};b"


def test_a_backslash_never_stands_before_what_it_could_escape():
    assert "\\" not in typeset(r"a \( b \[ c \begin{align} d \alpha")


@pytest.mark.parametrize(
    ("text", "dollars", "expected"),
    [
        pytest.param("is $x$ so", True, r"is \(x\) so", id="MATH's dollars"),
        pytest.param(r"is \(x\) so", False, r"is \(x\) so", id="parentheses"),
        pytest.param(r"is \[x\] so", False, r"is \[x\] so", id="brackets"),
        pytest.param("is $$x$$ so", False, r"is \[x\] so", id="two dollars"),
        pytest.param("is $x^2$ so", False, r"is \(x^2\) so", id="dollars around what looks like mathematics"),
        pytest.param(r"So \boxed{5}", False, r"So \(\boxed{5}\)", id="bare box"),
        pytest.param(r"So \boxed {a{b}c}", False, r"So \(\boxed {a{b}c}\)", id="bare box with braces inside"),
        pytest.param(r"So \fbox{5}", False, r"So \(\fbox{5}\)", id="bare frame"),
        pytest.param(r"$\boxed{\}}$", True, r"\(\boxed{\}}\)", id="box with a brace that is a sign"),
        pytest.param(r"\begin{align}a&=b\end{align}", False, r"\[\begin{align}a&amp;=b\end{align}\]", id="environment"),
        pytest.param(
            r"\begin{equation}a\end{equation}",
            False,
            r"\[\begin{equation*}a\end{equation*}\]",
            id="environment that the typesetter knows by another name",
        ),
        pytest.param("\\[\n  a\n  + b\n\\]", False, r"\[ a + b \]", id="displayed over lines"),
        pytest.param("\\(a\r\n+ b\\)", False, r"\(a + b\)", id="lines that end as on Windows"),
        pytest.param("$a<b>c$", True, r"\(a&lt;b&gt;c\)", id="less and greater in mathematics"),
        pytest.param(r"$a \& b$", True, r"\(a \&amp; b\)", id="ampersand in mathematics"),
        pytest.param(r"$\text{a < b & c}$", True, r"\(\text{a &lt; b &amp; c}\)", id="signs in text in mathematics"),
        pytest.param(r"$5%$", True, r"\(5\%\)", id="a percent sign is shown and is no comment"),
        pytest.param(r"$5\%$", True, r"\(5\%\)", id="an escaped percent sign stays"),
        pytest.param(r"$5\\%$", True, r"\(5\\\%\)", id="a percent sign after a line break"),
        pytest.param(r"\[a \\[2pt] b\]", False, r"\[a \\[2pt] b\]", id="space after a line break is no delimiter"),
        pytest.param(r"$\text{\$5}$", True, r"\(\text{\$5}\)", id="money in text in mathematics"),
        pytest.param(r"\[\text{if \(x\)}\]", False, r"\[\text{if \(x\)}\]", id="mathematics in text in mathematics"),
        pytest.param("a\n\n\\[x\\]\n\nb", False, r"a\[x\]b", id="a displayed formula needs no empty lines around"),
    ],
)
def test_mathematics_goes_between_the_two_delimiters_that_are_typeset(text, dollars, expected):
    assert inside(typeset(text, dollars=dollars)) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Tom has $5 and Ann has $7", id="two sums of money"),
        pytest.param("$10-$3=$7", id="a calculation in dollars"),
        pytest.param("He pays $3, $4 and $5.", id="three sums"),
        pytest.param("It costs $5.\n\nIt is $7", id="sums in two paragraphs"),
        pytest.param("它花了$5元和$7元", id="money in Chinese"),
        pytest.param(r"\$5 and \$7", id="escaped dollars"),
        pytest.param("a $ b $ c", id="dollars with space inside"),
        pytest.param("$", id="a dollar alone"),
        pytest.param("$$", id="nothing between"),
    ],
)
def test_money_is_not_mathematics_where_dollars_are_not(text, read):
    html = typeset(text)
    assert "\\" not in html
    assert read(html).text.replace("\n\n", "\n") == text.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        r"\(x",
        r"x\)",
        r"\[x",
        r"x\]",
        "$$x",
        "$x",
        r"\begin{align}x",
        r"\boxed{x",
        "```x",
        "[asy]x",
        r"\\(x\\)",
        r"\(a{b\)",
    ],
)
def test_an_open_delimiter_is_text(text, read):
    html = typeset(text, dollars=True)
    assert "\\" not in html
    assert read(html).text in (text, text.removeprefix(r"\(").removesuffix(r"\)"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(r"\frac{1}{2", id="an open brace takes the words after the formula"),
        pytest.param("a}b{", id="braces the wrong way round"),
        pytest.param(r"\gdef\frac#1#2{0}", id="a definition that changes later formulas"),
        pytest.param(r"\newcommand{\x}{y}", id="a new command"),
        pytest.param(r"\let\pi\tau", id="another name for a sign"),
        pytest.param(r"\href{https://evil.example}{x}", id="a link"),
        pytest.param(r"\includegraphics{https://evil.example/x.png}", id="a picture"),
        pytest.param(r"\left( x", id="an open bracket"),
        pytest.param("1\u200b2", id="a character that is not seen"),
        pytest.param("1\u202e2", id="a direction that turns the digits"),
        pytest.param("{" * 300 + "x" + "}" * 300, id="300 nested braces"),
        pytest.param("x^{" * 300 + "}" * 300, id="300 nested superscripts crash the tab"),
        pytest.param(r"\left(" * 100 + r"\right)" * 100, id="100 nested brackets"),
        pytest.param("x+" * 2500, id="5,000 characters"),
    ],
)
def test_a_formula_that_the_typesetter_would_not_show_as_it_stands_is_shown_as_code(body, read):
    assert not latex.readable(body)
    html = typeset(f"so $${body}$$ it is")
    assert r"\[" not in html
    assert "code" in read(html).names
    assert read(html).text == f"so {body} it is".translate({0x200B: "U+200B", 0x202E: "U+202E"})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(r"\frac{1}{\sqrt{2}}", id="nested as people nest"),
        pytest.param(r"\left\{ x \right\}", id="braces that are signs"),
        pytest.param(r"\leftarrow \lefteqn", id="commands that begin like a bracket"),
        pytest.param("{" * 40 + "}" * 40, id="as deep as allowed"),
        pytest.param("x" * latex.MAX_FORMULA, id="as long as allowed"),
        pytest.param(r"\begin{matrix} 1 & 2 \\[2pt] 3 \end{matrix}", id="matrix"),
        pytest.param("a\nb\tc", id="lines and tabs"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_ordinary_formula_is_typeset(body):
    assert latex.readable(body)


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        pytest.param("\u200b", "U+200B", id="zero-width space"),
        pytest.param("\u200d", "U+200D", id="joiner"),
        pytest.param("\u202e", "U+202E", id="right to left override"),
        pytest.param("\u2066", "U+2066", id="isolate"),
        pytest.param("\u061c", "U+061C", id="Arabic letter mark"),
        pytest.param("\ufeff", "U+FEFF", id="byte order mark"),
        pytest.param("\u00ad", "U+00AD", id="soft hyphen"),
        pytest.param("\u2028", "U+2028", id="line separator"),
        pytest.param("\u3164", "U+3164", id="blank letter"),
        pytest.param("\U000e0041", "U+E0041", id="tag letter"),
        pytest.param("\x00", "U+0000", id="null"),
        pytest.param("\x1b", "U+001B", id="escape"),
        pytest.param("\x85", "U+0085", id="next line"),
        pytest.param("\r", "U+000D", id="carriage return alone"),
        pytest.param("\ud800", "U+D800", id="half of a pair"),
    ],
)
def test_what_is_not_seen_is_shown(character, shown, read):
    for text in (f"1{character}2", f"\\(1{character}2\\)", f"```1{character}2```"):
        seen = read(typeset(text))
        assert seen.text == f"1{shown}2"
        assert ("span", {"class": "invisible"}) in seen.tags


def test_lines_that_end_as_on_windows_are_lines():
    assert inside(typeset("a\r\nb")) == "a<br>b"


def test_a_diagram_is_folded_code():
    assert re.match(
        r'<details class="diagram"><summary>.*</summary><pre class="code">', inside(typeset("[asy]x[/asy]"))
    )


def test_code_keeps_its_lines_and_no_mathematics():
    assert inside(typeset("```python\na = '$x$'\nb\n```")).startswith(
        '<pre class="code"><code>a &#61; &#39;&#36;x&#36;'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a **b c** d", "a <strong>b c</strong> d", id="bold"),
        pytest.param("## Step 1", '<strong class="heading">Step 1</strong>', id="heading"),
        pytest.param("2 ** 3 ** 4", "2 &#42;&#42; 3 &#42;&#42; 4", id="powers"),
        pytest.param("#1", "&#35;1", id="a number"),
        pytest.param("a\n\n\n\n\nb", "a<br><br>b", id="many empty lines are one"),
    ],
)
def test_of_markdown_only_bold_and_headings_are_read(text, expected):
    assert inside(typeset(text)) == expected


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        pytest.param("is 18 so", "18", "18", id="text"),
        pytest.param(r"is $\frac{1}{2}$ so", r"\frac{1}{2}", r"\(\frac{1}{2}\)", id="the whole formula"),
        pytest.param(r"so \[\boxed{18}\]", "18", r"\[\boxed{18}\]", id="the whole displayed formula"),
        pytest.param("```\n18\n```", "18", '<pre class="code"><code>18</code></pre>', id="code"),
        pytest.param("is <b> so", "<b>", "&#60;b&#62;", id="hostile text"),
    ],
)
def test_the_answer_is_marked(text, marked, expected):
    start = text.index(marked)
    html = typeset(text, dollars=True, mark=(start, start + len(marked)))
    assert f'<mark id="found-answer">{expected}</mark>' in html


def test_an_answer_over_text_and_mathematics_has_one_id():
    html = typeset("a 18 $x$ b", dollars=True, mark=(2, 8))
    assert html.count("<mark") == 2
    assert html.count("found-answer") == 1


@pytest.mark.parametrize("place", [0, 100, KEPT_AT_START - 1, KEPT_AT_START, 100_000, 199_996], ids=str)
def test_a_long_text_is_shown_without_its_middle_and_with_its_answer(place, read):
    text = "x" * place + "18!" + "x" * (200_000 - place - 3)
    seen = read(typeset(text, mark=(place, place + 2)))
    assert len(seen.text) < MAX_CHARACTERS + 100
    assert "characters not shown" in seen.text
    assert sum(attrs.get("id") == "found-answer" for _, attrs in seen.tags) == 1


def test_what_is_left_out_is_counted(read):
    seen = read(typeset("x" * 100_000))
    left_out = int(re.search(r"… ([\d,]+) characters not shown …", seen.text).group(1).replace(",", ""))
    assert seen.text.count("x") + left_out == 100_000


def test_a_text_of_the_longest_length_is_shown_whole(read):
    assert read(typeset("x" * MAX_CHARACTERS)).text == "x" * MAX_CHARACTERS


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("18", True, id="number"),
        pytest.param("-3.5", True, id="signed decimal"),
        pytest.param("5i + 1", True, id="sum"),
        pytest.param("(3, -4)", True, id="pair"),
        pytest.param(r"\frac{1}{2}", True, id="LaTeX"),
        pytest.param("x^{2}", True, id="power"),
        pytest.param("x^{ab}", False, id="letters that would run together"),
        pytest.param("Tuesday", False, id="word"),
        pytest.param("12 cm", False, id="unit"),
        pytest.param("x = 3 or x = 4", False, id="words between"),
        pytest.param("1,000", False, id="thousands would come apart"),
        pytest.param("3 4", False, id="two numbers would become one"),
        pytest.param("{1, 2}", False, id="the braces of a set would be gone"),
        pytest.param("50%", False, id="percent"),
        pytest.param("答案是5", False, id="Chinese"),
        pytest.param("-", False, id="a dash alone"),
        pytest.param("$5", False, id="money"),
        pytest.param(r"\(5\)", False, id="has its own delimiters"),
    ],
)
def test_a_bare_answer_is_typeset_where_that_changes_nothing(answer, expected):
    assert is_formula(answer) is expected
    assert formula(answer).startswith('<div class="mathtext">\\(') is (expected or "\\(" in answer)


def test_an_empty_answer_says_so(read):
    assert read(formula("  ")).text == "nothing"


PIECES = st.sampled_from(
    ["$", "$$", r"\(", r"\)", r"\[", r"\]", "\\", "{", "}", "<", ">", "&", "&lt;", "<b>", "</div>", "```", "[asy]",
     "[/asy]", r"\boxed{", r"\begin{align}", r"\end{align}", "\n", "\n\n", "**", "# ", "x", " ", "\u200b", "`", "%",
     "中"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.booleans(), st.integers(0, 60), st.integers(0, 20))
@example("$<$", True, 0, 0)
def test_whatever_the_text_the_page_gets_only_our_own_tags(read, text, dollars, start, length):
    assert_harmless(typeset(text, dollars=dollars, mark=(start, start + length)), read)
    assert_harmless(formula(text), read)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="$\\`*#[\n", exclude_categories=["Cs"])))
def test_text_without_mathematics_is_seen_as_it_was_written(read, text):
    shown = INVISIBLE.sub(lambda found: f"U+{ord(found.group()):04X}", text)
    assert read(typeset(text)).text == shown


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.booleans())
def test_mathematics_in_the_page_is_always_readable(text, dollars):
    html = typeset(text, dollars=dollars)
    bodies = re.findall(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", html)
    assert html.count("\\(") == html.count("\\)") or any("\\" in body for pair in bodies for body in pair)
    assert "U+" not in "".join(body for pair in bodies for body in pair)


# Eight times what it takes here; what is quadratic takes minutes.
SECONDS = 4.0


@pytest.mark.parametrize(
    "piece",
    ["$", "\\(", "{", "\\[", "$$", "```", "\\boxed{", "\\fbox{a", "\\begin{align}", "[asy]", "\\", "*", "**", "**a",
     "\\(\n\n", "$x ", "# a\n", "<", "\x00", "$x$", "\\left(", "\n"],
)  # fmt: skip
def test_a_text_of_200_000_signs_takes_no_time(piece):
    text = piece * (200_000 // len(piece))
    with at_most(SECONDS):
        typeset(text, dollars=True)
        formula(text)
