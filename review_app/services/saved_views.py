"""Saved views: keep a view of the browser under a name that the whole team sees, and take it away again."""

from __future__ import annotations

from dataclasses import replace

from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services.review import storable
from review_app.services.view_address import address
from review_app.store import Store, saved_views
from review_app.store.browse import Query
from review_app.store.database import Row

# A name stands on a button.
MAX_NAME = 60


def views(store: Store) -> list[Row]:
    """`name`, `query`, `made_by`, `made_at` of each view, by name."""
    return saved_views.views(store)


def save(store: Store, by: str, name: str, query: Query) -> str:
    """Keep a view; the name as it is kept. A view of one's own with this name is replaced.

    Raises InputError for a name that is none, and for one that somebody else gave already.
    """
    kept = storable(" ".join(name.split()))
    if not kept:
        raise InputError("give the view a name first")
    if len(kept) > MAX_NAME:
        raise InputError("the name has {length} characters; {most} are kept", length=len(kept), most=MAX_NAME)
    there = saved_views.view(store, kept)
    if there and there["made_by"] != by:
        raise InputError("{name} has a view of this name; choose another name", name=there["made_by"])
    saved_views.keep(store, kept, address(replace(query, page=1)), by)
    return kept


def remove(store: Store, by: str, name: str, *, anybodys: bool) -> None:
    """Take a view away. Raises NotFound, and NotAllowed where it is somebody else's (unless `anybodys`)."""
    there = saved_views.view(store, name)
    if there is None:
        raise NotFound("there is no view {view} any more", view=name)
    if there["made_by"] != by and not anybodys:
        raise NotAllowed("{name} made this view; they or an admin can remove it", name=there["made_by"])
    saved_views.remove(store, name, by)
