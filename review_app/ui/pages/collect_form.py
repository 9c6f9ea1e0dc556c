"""Collect form: the boxes and buttons of the page Collect."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import gradio as gr

from review_app.llm.endpoint import OPENAI
from review_app.prompts.program import Solution
from review_app.services.collected_files import FORMS
from review_app.services.solve import MOST_ROUNDS
from review_app.ui import collect_view
from review_app.ui.widgets import notice_box, typeset_panel
from review_app.ui.words import label
from review_app.wording import later

# One more than programs are run: a solution may have ended with one that was not.
STEPS = MOST_ROUNDS + 1

# How often (seconds) a page looks what came.
LOOK_SECONDS = 0.4

# Whom to ask and how, in the order of the boxes.
LABELS = {
    "name": later("Model, as the endpoint names it"),
    "url": later("Address of the endpoint"),
    "temperature": later("Temperature (empty: the endpoint's own)"),
    "longest": later("Longest turn, in tokens"),
    "rounds": later("Programs at most"),
    "price": later("Price of a million tokens, asked/answered"),
    "budget": later("Budget for all that you have solved"),
    "shots": later("Examples"),
    "seed": later("Seed of the examples"),
}
ASKING = tuple(LABELS)
BEGINNING = {"url": OPENAI, "rounds": "3", "shots": "2", "seed": "0"}

# The boxes that belong to no draft, and what they are called on the page.
OWN = {"statement": "new-problem", "reference": "new-reference"} | {name: f"model-{name}" for name in ASKING}

# What is shown around the boxes, before the timer.
AROUND = ("head", "paper", "draft", "seen", "note", "working", "past", "listing", "counts", "source")


@dataclass(frozen=True, slots=True)
class Form:
    """Everything on the page that handlers read or write."""

    notice: gr.HTML
    shown: list[Any]
    written: list[Any]
    asking: list[Any]
    parts: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.parts[name]
        except KeyError:
            raise AttributeError(name) from None


def lay_out() -> Form:
    """Lay all of it out."""
    notice = notice_box()
    parts: dict[str, Any] = {"head": gr.HTML(elem_id="collect-head"), "timer": gr.Timer(LOOK_SECONDS, active=False)}
    parts |= {name: gr.Textbox(visible="hidden", elem_id=f"collect-{name}") for name in ("draft", "seen", "kept")}
    asked = new_problems(parts)
    parts["paper"] = typeset_panel("collect-paper")
    groups, boxes = steps()
    parts["answer"] = gr.Textbox(label=label("Answer"), lines=3, max_lines=20, elem_id="solution-answer")
    bar(parts)
    parts["past"] = gr.HTML(elem_id="collect-history")
    below(parts)
    written = [box for thought, code, _ in boxes for box in (thought, code)]
    all_boxes = [box for three in boxes for box in three]
    shown = [*groups, *all_boxes, parts["answer"], *(parts[name] for name in AROUND), parts["timer"]]
    parts["own"] = [parts[name] for name in OWN]
    return Form(notice, shown, [parts["draft"], parts["seen"], *written, parts["answer"]], asked, parts)


def new_problems(parts: dict[str, Any]) -> list[Any]:
    """Where problems come from, and whom to ask; the latter."""
    with gr.Row(equal_height=False, elem_id="collect-new"):
        with gr.Accordion(label("Add problems"), open=False, elem_id="add-problems"):
            parts["statement"] = gr.Textbox(label=label("Problem"), lines=3, elem_id="new-problem")
            parts["reference"] = gr.Textbox(label=label("Known answer, if there is one"), elem_id="new-reference")
            parts["known"] = gr.HTML(elem_id="known-problems")
            parts["add"] = gr.Button(label("Add this problem"), elem_id="add-problem")
            with gr.Row():
                parts["problem"] = gr.Textbox(label=label("… or a benchmark's problem, by its id"), max_lines=1)
                parts["take"] = gr.Button(label("Take it"), min_width=90)
            parts["lists"] = gr.File(label=label("… or lists of problems"), file_count="multiple", height=110)
        with gr.Accordion(label("Model"), open=False, elem_id="collect-model"):
            asking = {name: ask_box(name) for name in ASKING[:2]}
            parts["key"] = gr.HTML(elem_id="model-key")
            for row in (ASKING[2:5], ASKING[5:]):
                with gr.Row():
                    asking |= {name: ask_box(name) for name in row}
    parts |= asking
    return list(asking.values())


def ask_box(name: str) -> Any:
    """One box of ASKING; `collect.js` fills it again with what this person wrote."""
    return gr.Textbox(
        BEGINNING.get(name, ""), label=label(LABELS[name]), elem_id=f"model-{name}", elem_classes="kept", max_lines=1,
        placeholder="0.15/0.60" if name == "price" else None, min_width=110,
    )  # fmt: skip


def typed_by(person: str, kept: str) -> dict[str, str]:
    """What `collect.js` kept of this person's, by the names of OWN; nothing of what cannot be read.

    >>> typed_by("Ada", '{"Ada": "{\\"typed\\": {\\"model-seed\\": {\\"text\\": \\"7\\"}}}"}')
    {'seed': '7'}
    """
    try:
        typed = json.loads(json.loads(kept)[person])["typed"]
        return {name: str(typed[box]["text"]) for name, box in OWN.items() if box in typed}
    except (ValueError, TypeError, KeyError):
        return {}


def steps() -> tuple[list[Any], list[tuple[Any, Any, Any]]]:
    """A group for each program: thought, code, output."""
    groups, boxes = [], []
    for number in range(1, STEPS + 1):
        with gr.Group(visible=number == 1, elem_classes="program-step") as group:
            thought = gr.Textbox(label=label("Thought"), lines=2, max_lines=12, elem_id=f"thought-{number}")
            code = gr.Textbox(label=label("Code"), lines=3, max_lines=30, elem_id=f"code-{number}", elem_classes="mono")
            output = gr.Textbox(
                label=label("Output"), lines=1, max_lines=12, interactive=False, elem_id=f"output-{number}",
                elem_classes="mono",
            )  # fmt: skip
        groups.append(group)
        boxes.append((thought, code, output))
    return groups, boxes


def bar(parts: dict[str, Any]) -> None:
    """What can be done with a draft."""
    parts["note"] = gr.Textbox(label=label("Note"), max_lines=1, elem_id="collect-note")
    with gr.Row(elem_id="decide-bar", elem_classes="collect-bar"):
        parts["working"] = gr.HTML(elem_id="collect-working")
        parts["accept"] = gr.Button(label("✓ Accept [a]"), elem_id="shortcut-a", elem_classes="correct", min_width=130)
        parts["reject"] = gr.Button(
            label("✗ Reject [x]"), elem_id="shortcut-x", elem_classes="incorrect", min_width=120
        )
        parts["solve"] = gr.Button(label("Have it solved [g]"), elem_id="shortcut-g", min_width=180)
        parts["cancel"] = gr.Button(label("Cancel"), elem_id="cancel-solving", min_width=90)
        parts["run"] = gr.Button(label("Run the code [Ctrl+Enter]"), elem_id="shortcut-enter", min_width=240)
        parts["save"] = gr.Button(label("Keep changes"), elem_id="keep-changes", min_width=140)
        parts["reopen"] = gr.Button(label("Reopen"), elem_id="reopen-draft", min_width=90)
        parts["before"] = gr.Button(label("Previous [p]"), elem_id="shortcut-p", min_width=100)
        parts["after"] = gr.Button(label("Next [n]"), elem_id="shortcut-n", min_width=100)


def below(parts: dict[str, Any]) -> None:
    """The list, the statistics, the check and the files."""
    statuses = [(label(text), name) for name, text in collect_view.STATUSES.items()]
    with gr.Row():
        parts["status"] = gr.Dropdown(
            [(label("all"), ""), *statuses], value="", label=label("Status"), elem_id="draft-status", min_width=150
        )
        parts["source"] = gr.Dropdown(
            [(label("all"), "")], value="", label=label("Source"), elem_id="draft-source", min_width=150
        )
    parts["listing"] = gr.HTML(elem_id="draft-list")
    parts["counts"] = gr.HTML(elem_id="collect-counts")
    with gr.Row(elem_id="collect-files", equal_height=False):
        parts["check"] = gr.Button(label("Run all code again"), elem_id="run-all", scale=1)
        parts["form"] = gr.Dropdown(list(FORMS), value=next(iter(FORMS)), label=label("Format"), scale=1)
        parts["write"] = gr.Button(label("Write what is accepted"), elem_id="write-collected", scale=1)
    parts["checked"] = gr.HTML(elem_id="checked-code")
    parts["file"] = gr.File(label=label("Files"), interactive=False, visible=False, elem_id="collected-file")


def boxes(solution: Solution) -> tuple[Any, ...]:
    """The groups, their boxes and the answer: each program, and an empty step after the last."""
    rounds = solution.rounds[:STEPS]
    groups = [gr.update(visible=number <= len(rounds)) for number in range(STEPS)]
    filled = [text for one in rounds for text in (one.thought, one.code, one.output)]
    return *groups, *filled, *[""] * (3 * STEPS - len(filled)), solution.answer
