"""Uploads: which files a call to Gradio may name.

Gradio fetches what a call names before any handler of ours is asked: a web address is downloaded, and in a mounted app
a path is copied from wherever it lies. So a call may name files that were uploaded, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradio.utils import get_upload_folder


def named_files(body: bytes) -> list[str]:
    """The paths and addresses of all files in the body of a call; none for what is no JSON.

    Raises ValueError for JSON that is nested too deeply to be looked through.
    """
    try:
        return list(files_in(json.loads(body)))
    except RecursionError as error:
        raise ValueError("the call is nested too deeply") from error
    except ValueError:
        return []


def files_in(value: Any) -> Iterator[str]:
    """Gradio takes an object with a `path` and a `meta` for a file, wherever it stands."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if "path" in one and "meta" in one:
                yield str(one["path"])
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def is_uploaded(path: str) -> bool:
    """Whether this is a file in the folder that uploads go to."""
    try:
        return Path(path).resolve().is_relative_to(Path(get_upload_folder()).resolve())
    except (OSError, ValueError):
        return False
