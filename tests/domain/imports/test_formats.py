"""Which format a file is of, and which of its sites is meant."""

import pytest

from tests.domain.imports.opened import Given
from tracker.domain.imports.formats import format_of, site_in
from tracker.domain.imports.imported import SourceSite, Unusable

SITES = [SourceSite("1", "Shop", "www.shop.example"), SourceSite("2", "Blog", "blog.example")]


@pytest.mark.parametrize("held", [b"\xff\xfe\x00", b"a,b\n1,2\n", b"plain words\n" * 9])
def test_what_is_nothing_known_is_refused(held: bytes):
    with pytest.raises(Unusable, match="could be recognised"):
        format_of(Given(held))


@pytest.mark.parametrize(
    ("which", "ours", "found"),
    [
        ("2", (), "2"),
        ("Shop", (), "1"),
        ("blog.example", (), "2"),
        ("", ("shop.example",), "1"),
        ("", ("BLOG.example", "x"), "2"),
    ],
)
def test_one_of_several_sites_is_found(which: str, ours: tuple[str, ...], found: str):
    assert site_in(SITES, which, ours) == found


@pytest.mark.parametrize(
    ("which", "ours", "said"),
    [("", ("x",), r"1 \(Shop\), 2 \(Blog\)"), ("3", (), "None of them is '3'"), ("", (), "Blog")],
)
def test_else_it_is_asked_for(which: str, ours: tuple[str, ...], said: str):
    with pytest.raises(Unusable, match=said):
        site_in(SITES, which, ours)


def test_the_only_site_needs_no_name():
    assert site_in([], "", ("x",)) == ""
    assert site_in([], "whatever", ("x",)) == ""
    assert site_in(SITES[:1], "", ("x",)) == "1"
    with pytest.raises(Unusable, match=r"a\.example"):
        site_in([SourceSite("a.example", "a.example")], "b.example", ())
