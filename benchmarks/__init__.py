"""Benchmarks: how fast the real commands and the review page are, so that figures can be compared over time."""
