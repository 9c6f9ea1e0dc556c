"""The frame: what stays on the review page while cases come and go: buttons, fields, panels, and what they say."""

from __future__ import annotations

import html
import json

from review_app.domain import Cause
from review_app.ui.desk import Caller
from review_app.ui.words import Say

# Cause -> what annotators call it. The order is that of the keys 1 to 9.
CAUSES = {
    Cause.EXTRACTION: "The answer was cut out wrongly",
    Cause.EQUIVALENT_FORM: "Another form of the same value",
    Cause.UNIT: "Unit missing or different",
    Cause.ROUNDING: "Rounded differently",
    Cause.FORM_ASKED: "Not in the form asked for",
    Cause.TRUNCATED: "The response breaks off",
    Cause.REFERENCE_WRONG: "The reference is wrong",
    Cause.PROBLEM_BAD: "The problem is unclear or wrong",
    Cause.OTHER: "Something else",
}

# What the scripts say; the names are theirs.
WORDS = {
    "loading": "The next case is on its way …",
    "done": "All done here",
    "done_more": "No case waits for you under these filters. Clear the filters, or come back later: "
    "cases that others give back appear here by themselves.",
    "case": "Case",
    "copied": "Copied",
    "open": "open it",
    "failed": "The server cannot be reached",
    "refused": "A decision was not taken:",
    "unsaved": "{count} decisions are not saved yet: the server cannot be reached. They are sent again by themselves; "
    "keep this page open.",
    "signed_out": "{count} decisions are not saved yet: you are signed out. Sign in in another tab; "
    "they are sent by themselves.",
    "shared": "This case is not kept for you: others are at it, or it is decided. What you say is one more opinion.",
    "same_answer": "the right answer is the reference as it stands; give another, or take the flag away",
    "unsaved_undo": "Your last decision is not saved yet; try again in a moment",
    "taken_back": "Taken back: decide it anew",
    "right_answer_needed": "Give the right answer, or take the flag away",
}

# Key -> what it does; the help says them in this order.
KEYS = {
    "1": "The answer is correct; next case",
    "2": "The answer is incorrect; next case",
    "3": "Cannot tell: leave it to somebody else; next case",
    "s": "Skip: it comes back at the end of your queue",
    "u": "Undo your last decision and see its case again",
    "c": "Choose a cause, then its number",
    "n": "Write a note for this case; Enter or Esc leaves the field",
    "f": "The reference is wrong: give the right answer",
    "r": "Show the raw texts, or the typeset ones",
    "h": "Your last decisions, each to be taken back",
    "g": "Guidelines",
    "?": "This help",
}


def frame(caller: Caller, guidelines: str) -> str:
    """The page around the case, in the caller's language. `guidelines` is safe HTML."""
    say = caller.say
    words = html.escape(json.dumps({name: say(text) for name, text in WORDS.items()}, ensure_ascii=False), quote=True)
    return (
        f'<div id="desk" lang="{caller.language}" data-person="{html.escape(caller.name, quote=True)}" '
        f'data-words="{words}">'
        f'<div id="desk-top"><div id="review-head-line"></div>{aids(say)}</div><div id="desk-notice"></div>'
        '<div id="desk-banner" role="alert" hidden></div><span id="announce" class="sr-only" role="status"></span>'
        f'<div id="desk-body"><div id="sheet" data-state="waiting"></div>{panel(say)}</div>'
        f"{bar(say)}"
        f'<template id="panel-guidelines">{guidelines}</template>'
        f'<template id="panel-help">{key_help(say)}</template></div>'
    )


def panel(say: Say) -> str:
    """The side panel: guidelines, history or help."""
    return (
        f'<aside id="panel" aria-label="{say("Side panel")}" hidden>'
        f'<button type="button" id="panel-close" aria-label="{say("Close")}">✕</button>'
        '<div id="panel-body"></div></aside>'
    )


def bar(say: Say) -> str:
    """The decisions, and what can be said with them."""
    return (
        f'<div id="decide-bar" role="toolbar" aria-label="{say("Decide this case")}">'
        f"{button('1', say('✓ Correct'), say, 'correct')}{button('2', say('✗ Incorrect'), say, 'incorrect')}"
        f"{button('3', say('? Cannot tell'), say)}{button('s', say('Skip'), say)}{button('u', say('Undo'), say)}"
        f'<span class="with">{cause_menu(say)}'
        f'<input id="note" type="text" maxlength="4000" placeholder="{say("Note")} [n]" aria-label="{say("Note")}">'
        f"{button('f', say('Reference wrong'), say, more='aria-pressed=false')}"
        f'<span id="flag" hidden><input id="right-answer" type="text" maxlength="500" '
        f'placeholder="{say("The right answer")}" aria-label="{say("The right answer")}"></span></span>'
        "</div>"
    )


def aids(say: Say) -> str:
    """What opens the side panel."""
    return (
        f'<span class="aids">{button("h", say("History"), say)}{button("g", say("Guidelines"), say)}'
        f"{button('?', say('Help'), say)}</span>"
    )


def button(key: str, name: str, say: Say, kind: str = "", more: str = "") -> str:
    """A button and its key."""
    title = html.escape(say(KEYS[key]), quote=True)
    return (
        f'<button type="button" id="key-{"help" if key == "?" else key}" class="{kind}" data-key="{key}" '
        f'aria-keyshortcuts="{key}" title="{title}" {more}><span>{name}</span> <kbd>{key}</kbd></button>'
    )


def cause_menu(say: Say) -> str:
    """The causes by number."""
    rows = "".join(
        f'<button type="button" data-cause="{cause}" data-number="{number}" data-name="{say(name)}" '
        f'aria-pressed="false"><kbd>{number}</kbd> {say(name)}</button>'
        for number, (cause, name) in enumerate(CAUSES.items(), 1)
    )
    more = f'aria-expanded=false aria-controls=causes data-name="{say("Cause")}"'
    return (
        f'<span class="causes-holder">{button("c", say("Cause"), say, more=more)}'
        f'<span id="causes" role="group" aria-label="{say("Cause")}" hidden>{rows}</span></span>'
    )


def key_help(say: Say) -> str:
    """The keys and what they do."""
    rows = "".join(f"<tr><td><kbd>{key}</kbd></td><td>{say(name)}</td></tr>" for key, name in KEYS.items())
    covers = say(
        "A decision covers every response that gives the same answer to the same problem, also those imported later. "
        "The address of the page is a link to the case you see."
    )
    return f"<h2>{say('Keys on this page')}</h2><table>{rows}</table><p>{covers}</p>"
