"""Algebra: what two expressions are worth: exact where that is possible, certified where it is not."""
