"""Settings as text and HTML: what each preference is called and does, the changes, the versions of the guidelines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from review_app.errors import InputError
from review_app.services.guidelines import Guidelines
from review_app.services.preferences import Blind, Change
from review_app.ui import guidelines
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.moments import moment
from review_app.ui.orders import ORDERS
from review_app.ui.words import Say
from review_app.wording import later

# Preference -> what it is called. Shares are shown in per cent.
NAMES = {
    "overlap": later("Opinions a case"),
    "second_share": later("Cases with one more opinion, in per cent"),
    "order": later("Which case comes next"),
    "blind": later("Hide the grader’s verdict until the annotator has decided"),
    "audit_share": later("Audit cases in the queue, in per cent"),
    "gold_share": later("Cases with a known answer in the queue, in per cent"),
    "lease_minutes": later("Minutes for which a case is held"),
    "hide_names": later("Hide names in disputes until they are settled"),
}

ABOUT = {
    "overlap": later("How many people judge each case, 1 to 9. From 2 on agreement is measured and disputes show."),
    "second_share": later(
        "Of so many cases one opinion more is asked than above, 0 to 100: 10 gives agreement figures for a tenth more "
        "work."
    ),
    "order": later("Nobody gets a case that somebody else is at. Skipped cases come last in every order."),
    "blind": later(
        "Whoever sees the verdict first tends to follow it. “Every second case” lets Team measure by how much. While "
        "audit cases or known answers are mixed in, the verdict is hidden on every case, or they could be told apart. "
        "What judges advise is hidden with it, and orders the queue only where nothing is hidden by choice."
    ),
    "audit_share": later(
        "Automatic verdicts, drawn on Audit, that people check to measure the grader’s own error, 0 to 100. Annotators "
        "are not told which they are."
    ),
    "gold_share": later("Cases whose answer is known, to measure the annotators, 0 to 100. They look like all others."),
    "lease_minutes": later(
        "For so long nobody else gets a case that somebody has open, 0.05 to 240. An open page renews it by itself; "
        "after that time without a sign of life the case goes to the next."
    ),
    "hide_names": later("Whoever settles a dispute sees the opinions and reasons first, and then whose they are."),
}

BLINDNESS = {
    Blind.OFF: later("Never"),
    Blind.HALF: later("Every second case"),
    Blind.ON: later("Always"),
}

CHOICES: dict[str, dict[Any, str]] = {"order": dict(ORDERS), "blind": dict(BLINDNESS)}
SHARES = ("second_share", "audit_share", "gold_share")

SIGNS = {"+": "added", "-": "removed", " ": "same", "…": "gap"}


def shown(name: str, value: Any) -> Any:
    """A preference as the form has it: shares in per cent."""
    if name not in SHARES:
        return value
    percent = round(100 * float(value), 4)
    return int(percent) if percent.is_integer() else percent


def chosen(name: str, value: Any) -> Any:
    """The form's value as a preference; what is no number stays as it is, to be refused."""
    return round(value / 100, 6) if name in SHARES and is_number(value) else value


def refusal(error: InputError, say: Say) -> InputError:
    """The same error in the words and numbers of the form."""
    name = str(error.values["name"])
    values = {key: shown(name, value) if is_number(value) else value for key, value in error.values.items()}
    return InputError(error.template, **{**values, "name": say(NAMES[name])})


def is_number(value: Any) -> bool:
    """Whether it is one; yes and no are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def history(changes: Iterable[Change], say: Say) -> str:
    """Who changed what, when, from what to what; the newest first."""
    rows = "".join(
        f"<tr><td>{moment(one.at)}</td><td>{escape(one.by)}</td><td>{called(one.name, say)}</td>"
        f"<td>{written(one.name, one.before, say)}</td><td>{written(one.name, one.after, say)}</td></tr>"
        for one in changes
    )
    title = f"<h2>{say('Changes of settings')}</h2>"
    if not rows:
        return f'{title}<p class="nothing">{say("Nothing was changed yet: the defaults hold.")}</p>'
    heads = (say("When"), say("Who"), say("What"), say("From"), say("To"))
    head = "<tr>" + "".join(f"<th>{name}</th>" for name in heads) + "</tr>"
    return title + framed(head, rows, name=say("Changes of settings"))


def called(name: str, say: Say) -> str:
    """The name of a preference; one that this version does not know as it was kept."""
    return say(NAMES[name]) if name in NAMES else escape(name)


def written(name: str, value: Any, say: Say) -> str:
    """A value as people say it."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if name in CHOICES and value in CHOICES[name]:
        return say(CHOICES[name][value])
    if name in SHARES and is_number(value):
        return f"{shown(name, value):g} %"
    return escape(f"{value:g}" if isinstance(value, float) else str(value))


def version_name(one: Guidelines, say: Say) -> str:
    """`3 · Ada · 2025-01-31`."""
    if one.at is None:
        return say("{version} · supplied with review_app", version=one.version)
    return say("{version} · {name} · {day}", version=one.version, name=one.by, day=f"{one.at:%Y-%m-%d}")


def version(one: Guidelines, changes: list[tuple[str, str]], say: Say) -> str:
    """A version: who wrote it, what it changed, the whole text."""
    when = f" · {moment(one.at)}" if one.at else ""
    by = f" · {escape(one.by)}" if one.by else ""
    what = difference(changes, say) if one.at else ""
    whole = f"<summary>{say('The whole text')}</summary>{guidelines.html(one.text)}"
    return (
        f'<div class="version"><h3>{say("Version {version}", version=one.version)}<small>{by}{when}</small></h3>{what}'
        f"<details{'' if what else ' open'}>{whole}</details></div>"
    )


def difference(changes: list[tuple[str, str]], say: Say) -> str:
    """The lines that differ from the version before, with sign and colour."""
    lines = "".join(
        f'<div class="{SIGNS[sign]}"><span class="sign">{escape(sign)}</span> {escape(line)}</div>'
        for sign, line in changes
    )
    return f'<details class="diff" open><summary>{say("Changes from the version before")}</summary>{lines}</details>'
