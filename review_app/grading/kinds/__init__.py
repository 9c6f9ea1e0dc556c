"""Kinds: two readings compared by what they are: quantities, lists, points, sets, relations, words."""
