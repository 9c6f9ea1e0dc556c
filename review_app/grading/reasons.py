"""Reasons: the closed list of what a verdict can give as its rule, a sentence each for annotators."""

from __future__ import annotations

from review_app.grading.kinds.likeness import LIKENESSES
from review_app.grading.rules import RULES

# Why an answer or a reference was not cut out surely: `Answer.doubt`, and the verdict's rule then.
DOUBTS = {
    "no_answer": "No box, no `####` line and no sentence that says what the answer is was found.",
    "empty_box": "The last box is empty.",
    "several_boxes": "The response boxes several different answers.",
    "several_answers": "The response states several different answers.",
    "cut_off": "The response ends inside its answer or inside its thinking.",
    "box_in_thinking": "The only box stands inside the thinking, not in what is said to the reader.",
    "second_thoughts": "After its box the response doubts or corrects itself.",
    "other_answer_after": "After its box the response states another answer.",
    "text_goes_on": "The response goes on long after its box, or after the sentence that states its answer.",
    "long_phrase": "The answer is stated in words, without a box, and is not one plain number.",
    "no_reference": "The problem has no reference answer.",
    "several_references": "The reference solution boxes several different answers.",
}

# Why a comparison came to no end: its worker was stopped, or lost (workers.py).
STOPPED = {
    "too_slow": "The comparison took longer than one case may take.",
    "too_large": "The comparison needed more memory than one case may use.",
    "worker_died": "The comparison broke off: its process ended twice, or failed on it.",
}

REASONS: dict[str, str] = {
    **{row.name: row.sentence for row in RULES},
    **{name: sentence for name, (_, sentence) in LIKENESSES.items()},
    **DOUBTS,
    **STOPPED,
}
