"""Syntax: the text of an answer read as a whole into a typed tree, or not at all."""
