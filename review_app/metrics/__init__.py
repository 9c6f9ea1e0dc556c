"""Figures from the outcomes frame: the one place where a score is defined. Pure functions."""
