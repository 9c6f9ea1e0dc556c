"""review_app: grade model answers to maths benchmarks, review the doubtful ones, report an honest score."""

__version__ = "0.1.0"
