"""Invisible: the characters that are not seen but change what is read."""

from __future__ import annotations

import re

# Control, zero-width, direction, line and paragraph separators, blank letters, tags, halves of pairs. Pages show them
# as a small code so that nobody is misled.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
