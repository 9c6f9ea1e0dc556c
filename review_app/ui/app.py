"""The app: one FastAPI application with the doors of `security` in front and every page of PAGES behind."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

# Gradio reads this at import: nothing is ever sent to another host.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI

from review_app.charts import look
from review_app.domain import Permission
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import api, assets, chart_downloads, control, navigation, scripts, security, theme, words
from review_app.ui.account import Account
from review_app.ui.browsers import Browsers
from review_app.ui.desk import Desk, open_desk
from review_app.ui.localized import Localized
from review_app.ui.origins import hosts
from review_app.ui.pages import (
    audit,
    browse,
    case,
    collect,
    comparison,
    dashboard,
    data,
    disputes,
    generate,
    judge,
    problem,
    published,
    references,
    review,
    scoreboard,
    table,
    team,
    users,
)
from review_app.ui.pages import settings as settings_page
from review_app.ui.sign_in import Entrance
from review_app.ui.signing import secret, secret_file
from review_app.ui.throttle import Throttle

HOME = "Review"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, its path, the function that lays it out, what it asks of whoever opens it, and whether the
    navigation offers it (pages of one case or problem are reached by links)."""

    name: str
    path: str
    build: Callable[[gr.Blocks, Desk, Permission], None]
    needs: Permission
    in_navigation: bool = True


PAGES = (
    Page(HOME, "/", review.build, Permission.REVIEW),
    Page("Table", "/table", table.build, Permission.REVIEW),
    Page("Disputes", "/disputes", disputes.build, Permission.ADJUDICATE),
    Page("References", "/references", references.build, Permission.ADJUDICATE),
    Page("Browse", "/browse", browse.build, Permission.READ),
    Page("Case", "/case", case.build, Permission.READ, in_navigation=False),
    Page("Problem", "/problem", problem.build, Permission.READ, in_navigation=False),
    Page("Dashboard", "/dashboard", dashboard.build, Permission.READ),
    Page("Compare", "/compare", comparison.build, Permission.READ),
    Page("Scoreboard", "/scoreboard", scoreboard.build, Permission.READ),
    Page("Published", "/published", published.build, Permission.READ),
    Page("Team", "/team", team.build, Permission.READ),
    Page("Audit", "/audit", audit.build, Permission.OPERATE),
    Page("Generate", "/generate", generate.build, Permission.OPERATE),
    Page("Judge", "/judge", judge.build, Permission.OPERATE),
    Page("Collect", "/collect", collect.build, Permission.OPERATE),
    Page("Data", "/data", data.build, Permission.OPERATE),
    Page("Settings", "/settings", settings_page.build, Permission.OPERATE),
    Page("Users", "/users", users.build, Permission.MANAGE),
)


def build_app(store: Store, settings: Settings) -> FastAPI:
    """The whole application, ready for an ASGI server."""
    desk = open_desk(store, settings)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = desk
    guard(app, desk)
    control.listen(app, desk)
    api.listen(app, desk)
    chart_downloads.listen(app, desk)
    with warnings.catch_warnings():
        # It says that it will not do what `ssr_mode=False` asks it not to do.
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        return mount(app, desk)


def guard(app: FastAPI, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
    """The doors, and what is in front of them: the forms of people who want to come in. `clock` gives seconds."""
    key = secret(secret_file(desk.settings.database))
    needs = {page.path: page.needs for page in PAGES}
    security.protect(app, desk.team, key, needs, hosts(desk.settings))
    app.add_middleware(Localized, names=[page.name for page in PAGES])
    entrance = Entrance(desk.team, Browsers(key), Throttle(clock))
    entrance.listen(app)
    Account(desk.team, entrance).listen(app)
    navigation.listen(app, desk.team, needs)


def mount(app: FastAPI, desk: Desk) -> FastAPI:
    """The pages behind the doors."""
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        build_pages(desk),
        path="/",
        auth_dependency=security.signed_in,
        app_kwargs={"openapi_url": None},
        show_error=False,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        theme=theme.THEME,
        i18n=words.translations(),
        css=assets.text("style.css") + look.CSS,
        head=scripts.head(),
        max_file_size=None,
    )


def build_pages(desk: Desk) -> gr.Blocks:
    """Every page of PAGES under one navigation bar."""
    home, *others = PAGES
    with gr.Blocks(analytics_enabled=False, title="review_app", fill_width=True) as blocks:
        lay_out(home, blocks, desk)
        for page in others:
            begin_page(blocks, page)
            lay_out(page, blocks, desk)
    return blocks


def begin_page(blocks: gr.Blocks, page: Page) -> None:
    """What `Blocks.route` does. That one asks for a `with` of its own, after each of which Gradio makes its whole app
    anew: with twenty pages half of the server's start."""
    blocks.fill_expected_parents()
    path = page.path.strip("/")
    blocks.pages.append((path, page.name, page.in_navigation))
    blocks.current_page = path


def lay_out(page: Page, blocks: gr.Blocks, desk: Desk) -> None:
    """The navigation bar and then the page."""
    gr.Navbar(main_page_name=words.label(HOME))
    page.build(blocks, desk, page.needs)
