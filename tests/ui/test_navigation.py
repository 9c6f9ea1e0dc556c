from __future__ import annotations

import re

import pytest

from review_app.domain import PERMISSIONS, Role
from review_app.ui.app import PAGES
from review_app.ui.desk import Desk

PAGE = {"accept": "text/html"}
ROLES = {"Bo": Role.ADMIN, "Ann": Role.ANNOTATOR, "Adi": Role.ADJUDICATOR, "Rea": Role.RESEARCHER}


def hidden(style: str) -> set[str]:
    """The paths whose links a style sheet takes away."""
    return set(re.findall(r'a\[href\$="([^"]*)"\]', style))


@pytest.mark.parametrize("name", ROLES)
def test_a_link_is_offered_if_and_only_if_the_page_opens(closed_team: Desk, doors, visitor, name: str) -> None:
    client = visitor(doors(closed_team), name)
    style = client.get("/navigation.css")
    assert style.headers["content-type"].startswith("text/css")
    assert style.headers["cache-control"] == "no-store"
    for page in PAGES:
        refused = client.get(page.path, headers=PAGE).status_code == 403
        assert refused is (page.needs not in PERMISSIONS[ROLES[name]])
        assert (page.path in hidden(style.text)) is refused


def test_an_admin_is_refused_nothing(closed_team: Desk, doors, visitor) -> None:
    assert visitor(doors(closed_team), "Bo").get("/navigation.css").text == ""


def test_before_anybody_signs_in_it_says_nothing(closed_team: Desk, doors, visitor) -> None:
    answer = visitor(doors(closed_team)).get("/navigation.css")
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize("path", ["/users", "/users/", "/?page=users", "/config?page=users"])
def test_a_page_for_others_says_so_and_leads_back(closed_team: Desk, doors, visitor, path: str) -> None:
    client = visitor(doors(closed_team), "Ann")
    page = client.get(path, headers=PAGE)
    assert page.status_code == 403
    assert "You are signed in as Ann." in page.text
    assert '<a href="/">' in page.text
    assert "您的角色无权查看此页" in client.get(path, headers=PAGE | {"accept-language": "zh"}).text
    assert client.get(path).json() == {"detail": "Ann may not do this; ask an admin for another role"}
