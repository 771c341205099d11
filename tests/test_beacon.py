import re
from pathlib import Path

from scripts.beacon import LIMIT, MINIFIED, SOURCE, minified, weight
from tracker.domain.hits import MOST_PROPERTIES, Hit
from tracker.domain.refusals import WORDS

DOCUMENT = Path(__file__).parent.parent / "docs" / "beacon.md"


def test_the_script_that_goes_out_is_the_readable_one_minified():
    assert MINIFIED.read_text() == minified(SOURCE.read_text()), "run `make beacon`"


def test_the_script_weighs_at_most_1990_bytes_gzipped():
    assert weight(MINIFIED.read_text()) <= LIMIT == 1_990


def test_the_script_writes_no_cookie_and_stores_a_wish_not_to_be_counted_alone():
    script = MINIFIED.read_text()
    assert "cookie" not in script
    assert "setItem" not in script
    assert "sessionStorage" not in script
    stored = re.findall(r"localStorage[^,;)}]*", script)
    assert sorted(stored) == ["localStorage.tracker_ignore"] * 2 + ["localStorage.tracker_ignore=1"]


def test_every_attribute_of_the_script_is_documented():
    read = re.findall(r'\boptions\.(\w+)|"(\w+)" in options', SOURCE.read_text())
    # The token is the set-up page's own business, data-src that of whatever loads a script later.
    attributes = {first or second for first, second in read} - {"token", "src"}
    assert set(re.findall(r"^\| `data-([\w-]+)", DOCUMENT.read_text(), re.M)) == attributes


def test_every_key_of_the_wire_is_documented():
    rows = section("## The wire", "### The image")
    assert set(rows) - {"page"} == set(Hit.__struct_fields__)


def test_every_refusal_is_documented_with_its_status():
    rows = section("### Answers", "Every answer")
    assert {reason: int(row) for reason, row in rows.items()} == {
        reason.value: words.status for reason, words in WORDS.items()
    }


def test_the_documented_number_of_properties_is_kept():
    assert f"up to {MOST_PROPERTIES} properties" in DOCUMENT.read_text()


def section(start: str, end: str) -> dict[str, str]:
    """The first two columns of the table between two lines."""
    text = DOCUMENT.read_text().split(start)[1].split(end)[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", text, re.M))
