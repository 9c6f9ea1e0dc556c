"""Exporters: each writes what was chosen in one form. To add one: one file, one row in EXPORTERS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from review_app.exporters import (
    csv,
    disagreements,
    dpo,
    jsonl,
    messages,
    parquet,
    precomputed_scores,
    sft,
    sharegpt,
    user_eval_files,
    write_back,
    wrong_questions,
    xlsx,
)
from review_app.exporters.material import Material
from review_app.wording import later

# Writes to the path, whatever its suffix, and returns the files written: the main one first.
Exporter = Callable[[Material, Path], list[Path]]

# What a format may need of the store.
SCORES, TEXTS, LOGS, USER_EVAL = "scores", "texts", "logs", "user_eval"


@dataclass(frozen=True, slots=True)
class ExporterRow:
    """A writer; the suffix its file usually has (empty: it writes a folder); the one sentence that says what it is
    good for; what it needs (`scores`: the view's columns, `texts`: whole responses, `logs`: the files that were
    imported, unchanged, `user_eval`: answers to MathUserEval); which options it heeds; and how its files are called."""

    write: Exporter
    suffix: str
    about: str
    needs: str = SCORES
    options: tuple[str, ...] = ()
    stem: str = "corrected_scores"


SAMPLED = ("cap", "seed")

EXPORTERS: dict[str, ExporterRow] = {
    "csv": ExporterRow(
        csv.write,
        ".csv",
        later(
            "Comma-separated text in UTF-8 for any tool, with a second file of scores; texts are kept exactly, "
            "so open files of unknown origin in a spreadsheet through xlsx."
        ),
    ),
    "jsonl": ExporterRow(
        jsonl.write,
        ".jsonl",
        later("One JSON object a line in UTF-8, null where nothing is known, with a second file of scores."),
    ),
    "parquet": ExporterRow(
        parquet.write,
        ".parquet",
        later("Typed columns for pandas, DuckDB and Spark, smallest and fastest, with a second file of scores."),
    ),
    "xlsx": ExporterRow(
        xlsx.write,
        ".xlsx",
        later(
            "A workbook with the sheets responses, summary and notes, and MathUserEval's averages by category and "
            "mean ratings by judge; no cell is ever a formula."
        ),
    ),
    "wrong_questions": ExporterRow(
        wrong_questions.write,
        ".jsonl",
        later(
            "What each run answered wrong, with the whole response, reference, verdict and people's word: "
            "JSON Lines, and Markdown to read."
        ),
        needs=TEXTS,
        stem="wrong_questions",
    ),
    "disagreements": ExporterRow(
        disagreements.write,
        ".jsonl",
        later(
            "Test cases for the grader, one a line: where people hold the opposite of its verdict, with problem, "
            "response, reference, rule, both outcomes and the grader's version."
        ),
        needs=TEXTS,
        stem="disagreements",
    ),
    "sft": ExporterRow(
        sft.write,
        ".jsonl",
        later(
            "Responses verified correct to fine-tune on (rejection sampling), as prompt and completion: "
            "no two of a problem with the same steps, at most `cap` of each."
        ),
        needs=TEXTS,
        options=SAMPLED,
        stem="sft",
    ),
    "dpo": ExporterRow(
        dpo.write,
        ".jsonl",
        later(
            "Pairs of a correct and a wrong response to the same problem (prompt, chosen, rejected) for preference "
            "training, at most `cap` of each problem."
        ),
        needs=TEXTS,
        options=SAMPLED,
        stem="dpo",
    ),
    "sharegpt": ExporterRow(
        sharegpt.write,
        ".jsonl",
        later("The responses of sft as conversations between human and gpt."),
        needs=TEXTS,
        options=SAMPLED,
        stem="sharegpt",
    ),
    "messages": ExporterRow(
        messages.write,
        ".jsonl",
        later("The responses of sft as chat messages with the roles user and assistant."),
        needs=TEXTS,
        options=SAMPLED,
        stem="messages",
    ),
    "write_back": ExporterRow(
        write_back.write,
        "",
        later(
            "Corrected copies of the logs of lm-eval, OpenCompass, Inspect and evalscope, for these tools to read; "
            "the originals stay as they are."
        ),
        needs=LOGS,
        options=("source",),
        stem="write_back",
    ),
    "mathusereval": ExporterRow(
        user_eval_files.write,
        "",
        later(
            "MathUserEval's own files: model_answer, and where judges scored answers judgment, a folder a judge, for "
            "its authors' scripts to read."
        ),
        needs=USER_EVAL,
        stem="mathusereval",
    ),
    "precomputed_scores": ExporterRow(
        precomputed_scores.write,
        ".jsonl",
        later("Scores of an Inspect log by sample and epoch, for Inspect's scorer precomputed_scores."),
        needs=LOGS,
        options=("source",),
        stem="precomputed_scores",
    ),
}
