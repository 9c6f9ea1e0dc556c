"""What the user chose, read once from flags and environment and frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATABASE_VARIABLE = "REVIEW_APP_DB"
DEFAULT_DATABASE = Path("data/review.duckdb")
DEFAULT_EXPORTS = Path("exports")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths are relative to the working directory unless absolute.

    `allowed_hosts` are names under which browsers may call besides `host`; `certificate` and `private_key` (PEM files)
    make it https.
    """

    database: Path = DEFAULT_DATABASE
    exports: Path = DEFAULT_EXPORTS
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    allowed_hosts: tuple[str, ...] = ()
    certificate: Path | None = None
    private_key: Path | None = None


def from_environment(database: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """A flag beats the environment, the environment beats the default.

    >>> from_environment(environment={"REVIEW_APP_DB": "/tmp/x.duckdb"}).database.name
    'x.duckdb'
    """
    values = os.environ if environment is None else environment
    chosen = database or Path(values.get(DATABASE_VARIABLE) or DEFAULT_DATABASE)
    return Settings(database=chosen)
