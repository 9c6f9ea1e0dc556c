"""The registry: every format review_app reads, one explicit row each."""

from __future__ import annotations

from review_app.importers import (
    evalscope,
    gsm8k,
    inspect,
    lm_eval,
    math,
    math500,
    mathusereval,
    opencompass,
    percent4,
    qwen25_math_eval,
    responses,
)
from review_app.importers.source import Importer

BENCHMARK = "benchmark"
OUTPUTS = "outputs"

IMPORTERS: dict[str, Importer] = {
    "gsm8k": Importer(gsm8k.read, gsm8k.recognises, "GSM8K's problems with their worked answers.", BENCHMARK),
    "math": Importer(math.read, math.recognises, "MATH's problems, one file or the original folder.", BENCHMARK),
    "math500": Importer(math500.read, math500.recognises, "MATH-500's problems.", BENCHMARK),
    "mathusereval": Importer(
        mathusereval.read,
        mathusereval.recognises,
        "MathUserEval's questions, or a model's answers to them.",
        BENCHMARK,
    ),
    "percent4": Importer(percent4.read, percent4.recognises, "percent4's evaluation files with is_correct.", OUTPUTS),
    "opencompass": Importer(opencompass.read, opencompass.recognises, "OpenCompass's results or predictions.", OUTPUTS),
    "lm_eval": Importer(lm_eval.read, lm_eval.recognises, "lm-eval's samples, written with --log_samples.", OUTPUTS),
    "inspect": Importer(inspect.read, inspect.recognises, "Inspect's logs, .eval or .json.", OUTPUTS),
    "evalscope": Importer(evalscope.read, evalscope.recognises, "evalscope's reviews.", OUTPUTS),
    "qwen25_math_eval": Importer(
        qwen25_math_eval.read,
        qwen25_math_eval.recognises,
        "Qwen2.5-Math's evaluation, k samples a line.",
        OUTPUTS,
    ),
    "responses": Importer(
        responses.read, responses.recognises, "A plain table of responses: JSON, CSV or Parquet.", OUTPUTS
    ),
}
