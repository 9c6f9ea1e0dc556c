"""Options: those that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Database = Annotated[
    Path | None, typer.Option("--db", help="Database file (default data/review.duckdb, or REVIEW_APP_DB).")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that share the work; without it only hard cases get their own."),
]
Port = Annotated[int, typer.Option(help="Port to serve on; 0 takes any free one.")]
