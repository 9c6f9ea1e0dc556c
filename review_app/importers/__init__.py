"""Importers: a file or folder in, problems, runs, responses and rejects out. One module a format."""

from review_app.importers.recognition import recognise
from review_app.importers.records import fingerprint
from review_app.importers.registry import IMPORTERS
from review_app.importers.source import Importer, Input

__all__ = ["IMPORTERS", "Importer", "Input", "fingerprint", "recognise"]
