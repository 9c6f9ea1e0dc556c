"""Characters: hostile text written so that no character of it means more than itself, and none stays unseen."""

from __future__ import annotations

import re

from review_app.services.invisible import INVISIBLE

# What Markdown, HTML or the typesetter could take for more than a character.
SPECIAL = re.compile(r"[&<>\"'*_#`~\[\]!|$(){}+=:@.-]")


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
