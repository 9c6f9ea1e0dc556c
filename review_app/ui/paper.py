"""Paper: a panel for HTML from `mathtext` that the browser shows whole, its mathematics typeset.

Gradio's Markdown typesets too, but takes away what it does not know: `tabindex`, `aria-` and `data-` attributes.
"""

from __future__ import annotations

import html

import gradio as gr


def panel(elem_id: str) -> gr.HTML:
    """Where a paper is shown."""
    return gr.HTML(elem_id=elem_id, elem_classes="typeset")


def paper(text: str) -> str:
    """Safe HTML of ours as the value of such a panel: `papers.js` cleans, typesets and shows it.

    >>> paper("<p>1</p>")
    '<div class="paper-source" data-html="&lt;p&gt;1&lt;/p&gt;"></div>'
    """
    return f'<div class="paper-source" data-html="{html.escape(text, quote=True)}"></div>'
