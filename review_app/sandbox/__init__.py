"""Sandbox: runs Python that a model wrote, with no network, no files and no more of anything than it may have."""

from review_app.sandbox.bounds import Bounds
from review_app.sandbox.run import Ended, Ran, Sandbox

__all__ = ["Bounds", "Ended", "Ran", "Sandbox"]
