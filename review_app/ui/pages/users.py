"""Users: the people of the team: who they are, what each may do, and whether they may come in."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission, Role
from review_app.errors import InputError
from review_app.services.passwords import MAX_PASSWORD, hashed
from review_app.services.team import MAX_NAME
from review_app.services.team_commands import role_of
from review_app.ui import people
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import head_line, notice_box
from review_app.ui.words import label

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The table; below it a form for somebody new and one for somebody known."""
    notice, head, table = notice_box(), gr.HTML(elem_id="users-head"), gr.HTML(elem_id="users")
    with gr.Row(equal_height=False, elem_id="user-forms"):
        with gr.Accordion(label("Add a person"), elem_id="new-person"):
            name = gr.Textbox(label=label("Name"), max_lines=1, max_length=MAX_NAME, elem_id="new-name")
            role = role_box("new-role")
            password = password_box("new-password")
            adding = gr.Button(label("Add to the team"), variant="primary", elem_id="add-person")
        with gr.Accordion(label("Change a person"), elem_id="known-person"):
            who = gr.Dropdown([], label=label("Person"), elem_id="person")
            with gr.Row():
                other_role = role_box("role")
                changing = gr.Button(label("Change the role"), elem_id="change-role", min_width=160)
            with gr.Row():
                other = password_box("password")
                setting = gr.Button(label("Set the password"), elem_id="set-password", min_width=160)
            with gr.Row():
                out = gr.Button(label("Sign out everywhere"), elem_id="sign-out", min_width=120)
                off = gr.Button(label("Disable"), elem_id="disable", min_width=90)
                on = gr.Button(label("Enable"), elem_id="enable", min_width=90)

    wiring, shown = Wiring(desk, notice, needs), [head, table, who]
    wiring.quick(page.load, open_page, [who], shown)
    wiring.quick(who.input, choose, [who], [other_role])
    wiring.quick(adding.click, add, [name, role, password], [name, password, *shown])
    wiring.quick(changing.click, change_role, [who, other_role], shown)
    wiring.quick(setting.click, set_password, [who, other], [other, *shown])
    wiring.quick(out.click, sign_out, [who], shown)
    wiring.quick(off.click, disable, [who], shown)
    wiring.quick(on.click, enable, [who], shown)


def role_box(elem_id: str) -> gr.Dropdown:
    """What a person is trusted with."""
    choices = [(label(text), str(role)) for role, text in people.ROLES.items()]
    return gr.Dropdown(choices, value=str(Role.ANNOTATOR), label=label("Role"), elem_id=elem_id, min_width=160)


def password_box(elem_id: str) -> gr.Textbox:
    """A password that nobody reads over somebody's shoulder, nor the browser offers again."""
    said = label("New password, at least 10 characters")
    return gr.Textbox(
        label=said, type="password", max_lines=1, max_length=MAX_PASSWORD, elem_id=elem_id, min_width=160,
        html_attributes=gr.InputHTMLAttributes(autocomplete="new-password"),
    )  # fmt: skip


def open_page(desk: Desk, caller: Caller, who: str | None) -> Answer:
    """Everybody."""
    return show(desk, caller, who)


def choose(desk: Desk, _: Caller, who: str | None) -> Answer:
    """The role that the person has now."""
    return (str(desk.team.member(chosen(who)).role),)


def add(desk: Desk, caller: Caller, name: str, role: str, password: str) -> Said:
    """Take somebody into the team."""
    first = not desk.team.closed
    new = desk.team.add(name or "", role_of(role), hashed(password or ""), by=caller.name)
    said = "{name} is in the team now; from now on everybody signs in with a password" if first else (
        "{name} is in the team now"
    )  # fmt: skip
    return Said(("", "", *show(desk, caller, new.name)), said, {"name": new.name})


def change_role(desk: Desk, caller: Caller, who: str | None, role: str) -> Said:
    """Trust somebody with more or less."""
    changed = desk.team.set_role(chosen(who), role_of(role), by=caller.name)
    values = {"name": changed.name, "role": caller.say(people.ROLES[changed.role])}
    return Said(show(desk, caller, changed.name), "{name} has the role {role} now", values)


def set_password(desk: Desk, caller: Caller, who: str | None, password: str) -> Said:
    """Give somebody a new password; every session of theirs ends."""
    changed = desk.team.set_password(chosen(who), hashed(password or ""), by=caller.name)
    said = "{name} has a new password and is signed out everywhere"
    return Said(("", *show(desk, caller, changed.name)), said, {"name": changed.name})


def sign_out(desk: Desk, caller: Caller, who: str | None) -> Said:
    """End every session of somebody."""
    gone = desk.team.sign_out(chosen(who), by=caller.name)
    return Said(show(desk, caller, gone.name), "{name} is signed out everywhere", {"name": gone.name})


def disable(desk: Desk, caller: Caller, who: str | None) -> Said:
    """Let somebody in no more; what they decided stays."""
    gone = desk.team.disable(chosen(who), by=caller.name)
    said = "{name} is disabled and signed out everywhere; their decisions stay"
    return Said(show(desk, caller, gone.name), said, {"name": gone.name})


def enable(desk: Desk, caller: Caller, who: str | None) -> Said:
    """Let somebody in again."""
    back = desk.team.enable(chosen(who), by=caller.name)
    return Said(show(desk, caller, back.name), "{name} may sign in again", {"name": back.name})


def chosen(who: str | None) -> str:
    """The person that was picked. Raises InputError for nobody."""
    if not who:
        raise InputError("choose a person first")
    return who


def show(desk: Desk, caller: Caller, who: str | None) -> Answer:
    """Head line, table, the choice of people with the one in hand kept."""
    members = desk.team.members()
    head = head_line(caller, caller.say("<strong>{count}</strong> people in the team", count=len(members)))
    names = [member.name for member in members]
    return head, people.table(members, caller.say), gr.update(choices=names, value=who if who in names else None)
