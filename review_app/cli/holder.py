"""Holder: whoever has the database open does the work, this process or the server that was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from review_app import settings
from review_app.errors import StoreBusy

if TYPE_CHECKING:
    from review_app.store import Store

Values = Mapping[str, Any]


def done(
    db: Path | None, name: str, wish: Values, here: Callable[[Store, Values], Values], *, create: bool = False
) -> Values:
    """What `here` answers to a wish, or the server that has the database open, which knows it as `WISHES[name]`.

    Raises StoreBusy where another process has it open, and whatever stands against the wish.
    """
    from review_app.store import open_store

    database = settings.from_environment(db).database
    try:
        with open_store(database, create=create) as store:
            return here(store, wish)
    except StoreBusy as busy:
        from review_app.ui.control import ask

        return ask(database, name, wish, busy)
