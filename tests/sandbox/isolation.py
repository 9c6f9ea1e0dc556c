"""The mark of tests that run programs in the sandbox."""

from __future__ import annotations

import pytest

from review_app.sandbox import box

REASON = box.obstacle()
needs_isolation = pytest.mark.skipif(REASON is not None, reason=str(REASON))
