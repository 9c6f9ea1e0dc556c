"""Puts the sample's generator, and this folder's reader of answers, within reach of the tests."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "data" / "sample"
for folder in (HERE, SAMPLE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
