"""Manifest: what an export was made of, beside its files; the same database and manifest give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from review_app.exporters import place
from review_app.exporters.jsonl import iso

NAME = "manifest.json"


def path_for(target: Path, *, folder: bool) -> Path:
    """`exports/math.csv` -> `exports/math.manifest.json`; in a folder of files `manifest.json`."""
    return target / NAME if folder else target.with_name(f"{target.stem}.{NAME}")


def write(content: Mapping[str, Any], files: Sequence[Path], path: Path) -> Path:
    """Write the manifest with the size and SHA-256 of each file, named as seen from the manifest."""
    whole = {**content, "files": [described(file, path.parent) for file in files]}
    text = json.dumps(whole, ensure_ascii=False, indent=1, default=plain) + "\n"

    def save(part: Path) -> None:
        part.write_text(text, encoding="utf-8", newline="\n")

    return place.deliver({path: save})[0]


def described(file: Path, folder: Path) -> dict[str, Any]:
    """`{"name": "math.csv", "bytes": 1024, "sha256": "9f86…"}`."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": file.relative_to(folder).as_posix(), "bytes": file.stat().st_size, "sha256": digest}


def plain(value: object) -> str:
    """Times and paths as text."""
    return iso(value) if isinstance(value, datetime) else str(value)
