"""Page: a report as one HTML file that asks nobody for anything: scripts, styles and numbers are inside."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from review_app.charts import look
from review_app.exporters.manifest import plain
from review_app.services.blocks import Chart, Report
from review_app.services.invisible import INVISIBLE
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    from jinja2 import Environment

# What the template says besides the report's own texts.
WORDS = {
    "contents": later("Contents"),
    "numbers": later("The numbers"),
    "more": later("… and {count:,} more rows"),
    "no_script": later("The charts need JavaScript; their numbers stand below them."),
    "made_by": later("Made by review_app {version} from what is told in the last section."),
}


class Voice(NamedTuple):
    """How a report speaks: its texts, and the language as HTML names it."""

    say: Say
    tag: str


ENGLISH = Voice(english, "en")


def page(report: Report, voice: Voice = ENGLISH) -> str:
    """The report as HTML. All texts of models, files and people are text there, their invisible characters shown."""
    scripts = [script(plotly()), script(asset("report.js"))]
    return environment().get_template("report.html.jinja").render(
        report=report,
        tag=voice.tag,
        say=voice.say,
        words=WORDS,
        style=Markup(look.CSS + asset("report.css")),  # noqa: S704 - our own
        scripts=scripts,
        allowed=Markup(" ".join(f"'sha256-{fingerprint(one)}'" for one in scripts)),  # noqa: S704 - hex and base64
        drawing=drawing,
        manifest=data(json.dumps(report.manifest, indent=1, default=plain)),
    )  # fmt: skip


@cache
def environment() -> Environment:
    """Templates in which whatever is filled in is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("review_app.services.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["told"] = told
    return made


def told(text: str) -> Markup:
    """A text for an attribute or the title, which hold no elements: its invisible characters as bare codes."""
    return escape(INVISIBLE.sub(lambda found: f"U+{ord(found.group()):04X}", text))


def shown(value: Any) -> Any:
    """What is filled in; of texts that are no markup yet, invisible characters as their codes. No line ends before %.

    >>> str(shown("a\\u202e<b>"))
    'a<span class="invisible">U+202E</span>&lt;b&gt;'
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    code, safe = '<span class="invisible">U+{:04X}</span>', str(escape(value.replace(" %", "\u00a0%")))
    return Markup(INVISIBLE.sub(lambda found: code.format(ord(found.group())), safe))  # noqa: S704 - escaped above


def drawing(chart: Chart) -> Markup:
    """A figure for `report.js`; its links lead to the app, which is not there."""
    bare = chart.figure.for_each_trace(lambda trace: trace.update(customdata=None))
    return data(bare.to_json())


def data(text: str) -> Markup:
    """JSON within a script element, which nothing in it can end."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it is markup


def script(text: str) -> Markup:
    """A script of our own, as it stands."""
    return Markup(text.replace("\r\n", "\n"))  # noqa: S704 - our own


def fingerprint(text: str) -> str:
    """By which the page's policy lets a script run."""
    return b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def plotly() -> str:
    """The library that draws, as it is installed."""
    from plotly.offline import get_plotlyjs

    source: str = get_plotlyjs()
    return source


@cache
def asset(name: str) -> str:
    """A file of ours beside the template."""
    return (files("review_app.services.report") / "assets" / name).read_text(encoding="utf-8")
