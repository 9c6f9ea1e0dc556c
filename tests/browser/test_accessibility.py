"""axe-core finds nothing serious on any page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from review_app.ui import app as application

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
IMPACTS = ("serious", "critical")
SHOWN = 2  # elements of a rule: the rest is alike

pytestmark = pytest.mark.skipif(
    not AXE.is_file() and os.environ.get("REVIEW_APP_BROWSER") != "required",
    reason=f"{AXE} is not there; `make setup` fetches it where npm and a network are",
)


def complaints(page: Page) -> list[str]:
    """What axe finds: rule, how often, and what is wrong with the first elements."""
    page.add_script_tag(path=str(AXE))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{rule['id']}, {len(rule['nodes'])} times: {node['html'][:200]} ({' '.join(node['failureSummary'].split())})"
        for rule in found["violations"]
        if rule["impact"] in IMPACTS
        for node in rule["nodes"][:SHOWN]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in application.PAGES])
@pytest.mark.usefixtures("busy")
def test_axe_finds_nothing_serious(visit, at_rest, address, page, scheme):
    assert complaints(at_rest(visit(address(page), scheme=scheme))) == []
