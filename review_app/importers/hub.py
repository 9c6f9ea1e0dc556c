"""The hub: fetches a benchmark's data from the Hugging Face hub (or the mirror that HF_ENDPOINT names)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from review_app.errors import DownloadError

# Without a network the library tries for half a minute; one quick request first tells.
PROBE_SECONDS = 10

PARQUET = "test-00000-of-00001.parquet"
MATH_FOLDERS = (
    "algebra",
    "counting_and_probability",
    "geometry",
    "intermediate_algebra",
    "number_theory",
    "prealgebra",
    "precalculus",
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set on the hub and the files of its test split; `elsewhere` says where else to get it."""

    repository: str
    files: tuple[str, ...]
    elsewhere: str


DATASETS: dict[str, Dataset] = {
    "gsm8k": Dataset(
        "openai/gsm8k",
        (f"main/{PARQUET}",),
        "grade_school_math/data/test.jsonl of github.com/openai/grade-school-math",
    ),
    "math": Dataset(
        "EleutherAI/hendrycks_math",
        tuple(f"{folder}/{PARQUET}" for folder in MATH_FOLDERS),
        "the folder of MATH.tar, see github.com/hendrycks/math",
    ),
    "math500": Dataset(
        "HuggingFaceH4/MATH-500",
        ("test.jsonl",),
        "prm800k/math_splits/test.jsonl of github.com/openai/prm800k",
    ),
}

MATHUSEREVAL = "data/math-user-eval.jsonl of github.com/THUDM/ChatGLM-Math"


def fetch(name: str, folder: Path) -> Path:
    """The benchmark's data as a file (MATH: a folder of files) below `folder`, ready for its importer.

    What was fetched before is not fetched again. DownloadError says what to get by hand, and how to use it.
    """
    dataset = DATASETS.get(name)
    if name == "mathusereval":
        raise DownloadError(f"{name}: not on the hub; get {MATHUSEREVAL} and run `review-app import {name} FILE`")
    if dataset is None:
        raise DownloadError(f"{name}: cannot be fetched, only {', '.join(DATASETS)} can; name its file")
    target = folder / name
    for file in dataset.files:
        if not (target / file).is_file():
            download(name, dataset, file, target)
    return target if len(dataset.files) > 1 else target / dataset.files[0]


def download(name: str, dataset: Dataset, file: str, target: Path) -> None:
    """One file into its place below `target`; the library writes it there only when it is whole."""
    from huggingface_hub import constants, get_session, hf_hub_download

    # The HTTP library below the hub's has changed; its error is taken from where it is always found.
    from huggingface_hub.errors import (  # type: ignore[attr-defined]
        EntryNotFoundError,
        HTTPError,
        RevisionResolutionError,
    )

    try:
        get_session().head(constants.ENDPOINT, timeout=PROBE_SECONDS)
        hf_hub_download(dataset.repository, file, repo_type="dataset", local_dir=target)
    except (OSError, ValueError, HTTPError, EntryNotFoundError, RevisionResolutionError) as error:
        reason = (str(error).strip() or type(error).__name__).split("\n", 1)[0][:200]
        raise DownloadError(
            f"{name}: {file} of {dataset.repository} did not come from {constants.ENDPOINT}: {reason}; "
            f"set HF_ENDPOINT to a mirror, or get {dataset.elsewhere} and run `review-app import {name} FILE`"
        ) from error
