"""Characters: hostile text written so that no character of it means more than itself, and none stays unseen."""

from __future__ import annotations

import re

# What Markdown, HTML or the typesetter could take for more than a character.
SPECIAL = re.compile(r"[&<>\"'*_#`~\[\]!|$(){}+=:@.-]")

# Characters that are not seen but change what is: control, zero-width, direction, line and paragraph separators,
# blank letters, tags, halves of pairs. Shown as a small code so that nobody is misled.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def escape(text: str) -> str:
    """Every character that could mean something becomes a reference; what is invisible becomes visible.

    The result has no line break: an empty line ends the block of HTML that Markdown leaves alone.

    >>> escape("<b>"), escape("a\\u200bb")
    ('&#60;b&#62;', 'a<span class="invisible">U+200B</span>b')
    """
    safe = SPECIAL.sub(lambda found: f"&#{ord(found.group())};", text)
    visible = INVISIBLE.sub(lambda found: f'<span class="invisible">U+{ord(found.group()):04X}</span>', safe)
    # The break keeps the typesetter from seeing a delimiter: it joins texts, but not over an element.
    return visible.replace("\\", "&#92;<wbr>").replace("\n", "<br>")
