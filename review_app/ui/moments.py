"""Moments: times of the store as elements that `times.js` says in the reader's zone; UTC stays in the title."""

from __future__ import annotations

from datetime import datetime


def moment(at: datetime) -> str:
    """A time of the store (UTC, without a zone).

    >>> moment(datetime(2025, 1, 31, 9, 30, 5))
    '<time class="moment" datetime="2025-01-31T09:30:05Z" title="2025-01-31 09:30:05 UTC">2025-01-31 09:30 UTC</time>'
    """
    return (
        f'<time class="moment" datetime="{at:%Y-%m-%dT%H:%M:%S}Z" title="{at:%Y-%m-%d %H:%M:%S} UTC">'
        f"{at:%Y-%m-%d %H:%M} UTC</time>"
    )
