from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.services.guidelines import LANGUAGES, ours
from review_app.ui.guidelines import html

TAGS = {
    "div", "p", "h3", "h4", "h5", "h6", "strong", "em", "s", "ul", "ol", "li", "blockquote", "hr", "br", "wbr", "code",
    "pre", "a", "table", "thead", "tbody", "tr", "th", "td", "span",
}  # fmt: skip
ATTRIBUTES = {"class", "href", "target", "rel", "start", "style"}


def inside(text: str) -> str:
    """The HTML without its frame."""
    return html(text).removeprefix('<div class="mathtext guidelines">').removesuffix("</div>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("# Title", "<h3>Title</h3>", id="headings go below those of the page"),
        pytest.param("##### Deep", "<h6>Deep</h6>", id="and not deeper than there are"),
        pytest.param("**a** *b*", "<p><strong>a</strong> <em>b</em></p>", id="emphasis"),
        pytest.param("- a\n- b", "<ul><li>a</li><li>b</li></ul>", id="a list"),
        pytest.param("a\nb", "<p>a b</p>", id="lines of one paragraph"),
        pytest.param("**注意：**答案", "<p><strong>注意：</strong>答案</p>", id="emphasis that ends in a Chinese sign"),
        pytest.param("写成**“最简”**式", "<p>写成<strong>“最简”</strong>式</p>", id="and that begins with one"),
        pytest.param("判 ** 定", "<p>判 &#42;&#42; 定</p>", id="stars that stand alone"),
        pytest.param("判定\n答案", "<p>判定答案</p>", id="no blank between Chinese lines"),
        pytest.param(
            "|a|\n|-|\n|b|",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            id="a table",
        ),
        pytest.param("a  \nb\\\nc", "<p>a<br>b<br>c</p>", id="lines that end on purpose"),
        pytest.param("a\n\n---", "<p>a</p><hr>", id="a rule"),
        pytest.param("`a<b`", "<p><code>a&#60;b</code></p>", id="code"),
        pytest.param(
            "```\na\n\n\nb\n```",
            '<pre class="code"><code>a<br><br><br>b</code></pre>',
            id="code keeps its lines, and the HTML has none",
        ),
    ],
)
def test_markdown_is_shown_as_it_is_meant(text, shown):
    assert inside(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(r"\(\frac{1}{2}\)", r"\(\frac{1}{2}\)", id="inline"),
        pytest.param(r"\[x^2\]", r"\[x^2\]", id="displayed"),
        pytest.param("$$x^2$$", r"\[x^2\]", id="displayed between dollars"),
        pytest.param("$x^2$", r"\(x^2\)", id="between dollars"),
        pytest.param(r"\(a_1*b*c_2\)", r"\(a_1*b*c_2\)", id="Markdown sees no emphasis in it"),
        pytest.param(r"\(a < b\)", r"\(a &lt; b\)", id="no tag begins in it"),
        pytest.param("\\[\na\n= b\n\\]", r"\[ a = b \]", id="over several lines"),
        pytest.param("$5 and $7", "&#36;5 and &#36;7", id="money is none"),
        pytest.param(r"`\(x\)`", r"<code>&#92;<wbr>&#40;x&#92;<wbr>&#41;</code>", id="none in code"),
        pytest.param(r"\\(x)", r"&#92;<wbr>&#40;x&#41;", id="an escaped backslash begins none"),
        pytest.param(r"\(x", r"&#40;x", id="not closed"),
    ],
)
def test_mathematics_is_left_to_the_browser(text, shown):
    assert inside(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<div onclick=alert(1)>\n\nx\n\n</div>",
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](/login)",
        "[x](//evil.example)",
        "<javascript:alert(1)>",
        "<mailto:a@b.example>",
        "[x][y]\n\n[y]: javascript:alert(1)",
        '[x](https://a.example "t" onmouseover=alert(1))',
        '[x](https://a.example/"onmouseover="alert(1))',
        r"[x](https://a.example/\(y\))",
        "```html\n<script>\n\n</div>\n```",
        "|<b>|\n|-|\n|<script>|",
        r"\(\href{javascript:alert(1)}{x}\)",
        r"\(\includegraphics{https://evil.example/x}\)",
    ],
)
def test_nothing_dangerous_gets_through(read, text):
    found = read(html(text))
    assert found.balanced
    assert found.names <= TAGS
    assert found.attributes <= ATTRIBUTES
    links = [values for tag, values in found.tags if tag == "a"]
    assert all(link["href"].startswith(("http://", "https://")) for link in links)
    assert all("noopener" in link["rel"] for link in links)
    assert "\n" not in html(text)


@given(st.text(alphabet="ab <>\"'()[]{}\\$*_`#|!-:/.\n&=~1\u200b\r", max_size=60))
def test_whatever_is_written_the_frame_holds(read, text):
    found = read(html(text))
    assert found.balanced
    assert found.names <= TAGS
    assert found.attributes <= ATTRIBUTES
    assert "\n" not in html(text)


def test_many_signs_are_read_fast():
    html("$" * 30_000 + r"\(" * 5_000 + "[" * 2_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_guidelines_are_well_formed(read, language):
    found = read(html(ours(language).text))
    assert found.balanced
    assert {"h3", "h4", "table", "ul"} <= found.names
    assert r"\(\frac{1}{2}\)" in found.text
    assert "**" not in found.text
    assert "|" not in found.text
