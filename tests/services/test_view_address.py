from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.errors import InputError
from review_app.services.view_address import MAX_VALUES, NAMES, address, read_address
from review_app.store.browse import TEXTS, Each, Mark, Query, Sort

characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=40)
names = st.lists(st.text(characters, min_size=1, max_size=20), unique=True, max_size=4).map(tuple)
levels = st.lists(st.integers(0, 999_999), unique=True, max_size=4).map(tuple)
KINDS = {
    "levels": levels,
    "each": st.sampled_from(Each),
    "sort": st.sampled_from(Sort),
    "page": st.integers(1, 999_999),
}
queries = st.builds(Query, **{name: KINDS.get(name, texts if name in TEXTS else names) for name in NAMES})


@given(queries)
def test_a_query_comes_back_from_its_address(query):
    written = address(query)
    assert read_address(written) == query
    assert read_address(f"?{written}") == query
    assert written.isascii()
    assert not set(written) & set("<>\"' #\n")


@given(st.text(max_size=200))
def test_whatever_stands_in_the_address_bar_is_read(text):
    found = read_address(text)
    assert read_address(address(found)) == found


def test_every_field_has_a_name_of_its_own():
    assert set(NAMES) == set(Query.__dataclass_fields__)
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Query(), id="nothing"),
        pytest.param("?", Query(), id="a bare question mark"),
        pytest.param("?text=pi", Query(text="pi"), id="one field"),
        pytest.param("?status=pending&status=disputed", Query(statuses=("pending", "disputed")), id="two values"),
        pytest.param("?status=auto&status=auto", Query(statuses=("auto",)), id="the same value twice"),
        pytest.param("?text=a&text=b", Query(text="b"), id="of one text the last"),
        pytest.param("?text=a+b%26c", Query(text="a b&c"), id="spaces and ampersands"),
        pytest.param("?text=%E9%A2%98", Query(text="题"), id="Chinese"),
        pytest.param("?text=%FF", Query(text="�"), id="bytes that are no UTF-8"),
        pytest.param("?level=5&level=x&level=-1&level=²", Query(levels=(5,)), id="levels that are numbers"),
        pytest.param("?level=" + "9" * 30, Query(), id="a level beyond any"),
        pytest.param("?page=3", Query(page=3), id="page"),
        pytest.param("?page=0", Query(), id="there is no page 0"),
        pytest.param("?page=-1", Query(), id="nor one before it"),
        pytest.param("?page=" + "9" * 30, Query(), id="a page beyond any"),
        pytest.param("?each=response&sort=level", Query(each=Each.RESPONSE, sort=Sort.LEVEL), id="rows and order"),
        pytest.param("?each=planet&sort=;drop", Query(), id="rows and order that there are not"),
        pytest.param("?mark=noted", Query(marks=(Mark.NOTED,)), id="mark"),
        pytest.param("?colour=red&__theme=dark", Query(), id="what means nothing here"),
        pytest.param("?rule=a&rule=", Query(rules=("a",)), id="an empty value"),
    ],
)
def test_a_link_says_what_is_looked_for(text, expected):
    assert read_address(text) == expected


def test_a_link_of_too_many_values_is_refused():
    with pytest.raises(InputError, match=f"more than {MAX_VALUES} values"):
        read_address("&".join(f"rule={number}" for number in range(MAX_VALUES + 1)))


def test_half_a_surrogate_pair_is_no_obstacle():
    assert read_address("?text=" + quote("x") + "\ud800") == Query(text="x?")
