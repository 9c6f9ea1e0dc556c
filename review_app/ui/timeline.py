"""Timeline: what happened to a case, one entry an event, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from review_app.domain import Kind
from review_app.services.history import Event, What
from review_app.store.docket import PEOPLE
from review_app.ui.characters import escape
from review_app.ui.grounds import told
from review_app.ui.moments import moment
from review_app.ui.opinions import cause
from review_app.ui.results import case_link
from review_app.ui.sheet import badge, escape_id, formula_line, typeset_line
from review_app.wording import Say, later

Facts = Mapping[str, Any]
Writer = Callable[[Facts, Say], str]

# What a decision is called by the quality in which it was made.
DECISIONS = {
    Kind.OPINION: later("{name} decided:"),
    Kind.ADJUDICATION: later("{name} settled the case:"),
    Kind.GOLD: later("{name} gave the known answer:"),
}
RULINGS = {
    "confirmed": later("{name} confirmed that the reference is wrong; the right answer is"),
    "rejected": later("{name} ruled that the printed reference stands"),
    "reopened": later("{name} opened the question of the reference again"),
}


def timeline(events: list[Event], say: Say) -> str:
    """The whole history, the oldest event first."""
    shown = "".join(entry(event, say) for event in events)
    return (
        f'<section class="timeline" aria-label="{say("History of this case")}"><h2>{say("History of this case")}</h2>'
        f"<ol>{shown}</ol></section>"
    )


def entry(event: Event, say: Say) -> str:
    """One event."""
    return (
        f'<li class="event {escape_id(event.what)}">{moment(event.happened)} '
        f"<div>{WRITERS[event.what](event.facts, say)}</div></li>"
    )


def imported(facts: Facts, say: Say) -> str:
    """A file that brought responses of this case."""
    models = escape(", ".join(facts["models"]))
    said = say("Imported: {count} × {models}", count=facts["responses"], models=models)
    return f"{said} {small(facts['file'], facts['format'])}"


def extracted(facts: Facts, say: Say) -> str:
    """A grader read this answer in some responses."""
    grader, count = escape(facts["grader"]), facts["responses"]
    if not facts["answer"]:
        return say("Grader {grader} found no answer ({count} ×)", grader=grader, count=count)
    said = say("Grader {grader} read this answer ({count} ×)", grader=grader, count=count)
    return f"{said} {small(*facts['methods'])}"


def left(facts: Facts, say: Say) -> str:
    """A grader took responses out of this case."""
    grader, count = escape(facts["grader"]), facts["responses"]
    said = say("Grader {grader} reads another answer ({count} ×):", grader=grader, count=count)
    return f"{said} {link(facts['other'], say('another case'))}"


def graded(facts: Facts, say: Say) -> str:
    """A verdict."""
    return f"{say('Grader {grader}:', grader=escape(facts['grader']))} {verdict(facts, say)}"


def amended(facts: Facts, say: Say) -> str:
    """A verdict by the corrected reference, or what a person said by it."""
    name, reference = escape(facts["grader"]), formula_line(facts["reference"])
    said = f"{say('Grader {grader}:', grader=name)} {verdict(facts, say)}"
    if facts["rule"] == PEOPLE:
        said = f"{say('{name} decided:', name=name)} {badge(facts['outcome'], say)} {quoted(facts['evidence'])}"
    return f'{said}<br><span class="quiet">{say("By the corrected reference")} {reference}</span>'


def verdict(facts: Facts, say: Say) -> str:
    """Outcome, rule and evidence."""
    evidence = f"<br>{typeset_line(told(facts['evidence'], say))}" if facts["evidence"] else ""
    return f"{badge(facts['outcome'], say)} <code>{escape(facts['rule'])}</code>{evidence}"


def drawn(facts: Facts, say: Say) -> str:
    """The case was chosen for an audit."""
    said = say("Drawn for an audit by {name}; the grader had said", name=escape(facts["drawn_by"]))
    return f"{said} {badge(facts['outcome'], say)} {small(facts['batch'], facts['stratum'])}"


def claimed(facts: Facts, say: Say) -> str:
    """Somebody got the case on their screen."""
    blind = f" {small(say('blind'))}" if facts["blind"] else ""
    return say("{name} got the case", name=escape(facts["annotator"])) + blind


def renewed(facts: Facts, say: Say) -> str:
    """They kept it there."""
    name, count = escape(facts["annotator"]), facts["count"]
    said = say("{name} stayed with it (renewed {count} ×), held until", name=name, count=count)
    return f"{said} {moment(facts['until'])}"


def plain(sentence: str) -> Writer:
    """What is told by the name of a person alone."""
    return lambda facts, say: say(sentence, name=escape(facts["annotator"]))


def decided(facts: Facts, say: Say) -> str:
    """A decision with all that was said with it."""
    said = say(DECISIONS[Kind(facts["kind"])], name=escape(facts["annotator"]))
    details = [
        say("blind") if facts["blind"] else "",
        say("{count} s", count=f"{facts['seconds']:.0f}") if facts["seconds"] is not None else "",
        say("guidelines {version}", version=facts["guideline"]) if facts["guideline"] else "",
    ]
    why = cause(facts["cause"], say)
    return f"{said} {badge(facts['outcome'], say)} {why} {quoted(facts['note'])} {small(*details)}"


def withdrawn(facts: Facts, say: Say) -> str:
    """A decision was taken back."""
    name, author = escape(facts["annotator"]), escape(facts["author"])
    said = say("{name} took back:", name=name)
    if name != author:
        said = say("{name} took back what {author} had said:", name=name, author=author)
    return f"{said} {badge(facts['outcome'], say)}"


def flagged(facts: Facts, say: Say) -> str:
    """Somebody doubts the reference."""
    said = say("{name} holds the reference to be wrong; the right answer is", name=escape(facts["annotator"]))
    elsewhere = "" if facts["here"] else f" · {link(facts['other'], say('at another case'))}"
    return f"{said} {formula_line(facts['answer'])} {quoted(facts['note'])}{elsewhere}"


def ruled(facts: Facts, say: Say) -> str:
    """What was ruled about the reference."""
    said = say(RULINGS[facts["ruling"]], name=escape(facts["annotator"]))
    answer = formula_line(facts["answer"]) if facts["answer"] else ""
    return f"{said} {answer} {quoted(facts['note'])}"


def link(case_id: str, name: str) -> str:
    """To another case."""
    return f'<a href="{case_link(case_id)}">{name}</a>'


def quoted(note: str) -> str:
    """What somebody noted."""
    return f"<q>{escape(note)}</q>" if note else ""


def small(*details: str) -> str:
    """Details beside an entry, those that are there."""
    return f'<small class="quiet">{escape(" · ".join(detail for detail in details if detail))}</small>'


WRITERS: Mapping[What, Writer] = {
    What.IMPORTED: imported,
    What.EXTRACTED: extracted,
    What.LEFT: left,
    What.GRADED: graded,
    What.DRAWN: drawn,
    What.CLAIMED: claimed,
    What.RENEWED: renewed,
    What.EXPIRED: plain(later("The time of {name} ran out")),
    What.RELEASED: plain(later("{name} gave the case back")),
    What.SKIPPED: plain(later("{name} skipped the case")),
    What.DECIDED: decided,
    What.WITHDRAWN: withdrawn,
    What.FLAGGED: flagged,
    What.RULED: ruled,
    What.AMENDED: amended,
}
