"""The theme: paper, ink and one accent; system fonts only, so that no page asks another host for anything."""

from __future__ import annotations

import gradio as gr

SANS = ("Noto Sans", "system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONO = ("ui-monospace", "Noto Sans Mono", "Menlo", "Consolas", "monospace")

INK = gr.themes.Color(
    c50="#f7f6f2", c100="#efede6", c200="#dfdcd2", c300="#c3c2bb", c400="#949aa3", c500="#6b7684",
    c600="#505b69", c700="#38424f", c800="#232b36", c900="#1a2028", c950="#12161c", name="ink",
)  # fmt: skip
ACCENT = gr.themes.Color(
    c50="#eef5fa", c100="#d8e8f3", c200="#b3d2e7", c300="#82b5d6", c400="#4d93c0", c500="#2f78ab",
    c600="#1f5f8b", c700="#1b4e72", c800="#19415d", c900="#16364d", c950="#0d2233", name="accent",
)  # fmt: skip

LINKS = [f"link_text_color{state}" for state in ("", "_hover", "_visited", "_active")]

THEME = gr.themes.Base(
    primary_hue=ACCENT,
    neutral_hue=INK,
    radius_size=gr.themes.sizes.radius_sm,
    spacing_size=gr.themes.sizes.spacing_sm,
    font=SANS,
    font_mono=MONO,
).set(
    body_background_fill="*neutral_50",
    body_background_fill_dark="*neutral_950",
    block_background_fill="white",
    block_background_fill_dark="*neutral_900",
    block_border_width="1px",
    block_shadow="none",
    button_primary_background_fill="*primary_600",
    button_primary_background_fill_hover="*primary_700",
    button_primary_background_fill_dark="*primary_500",
    button_primary_text_color="white",
    # Links keep a contrast of 4.5 to every background, whatever became of them.
    **dict.fromkeys(LINKS, "*primary_600"),
    **dict.fromkeys((f"{link}_dark" for link in LINKS), "*primary_300"),
)
