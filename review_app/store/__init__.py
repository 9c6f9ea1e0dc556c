"""The store: one DuckDB file, the only place that imports duckdb."""

from review_app.store.database import Store, open_store

__all__ = ["Store", "open_store"]
