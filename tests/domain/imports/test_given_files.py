"""Each committed file comes out as its manifest says, undamaged and damaged."""

from __future__ import annotations

import json

import pytest

from tests.domain.imports.given_files import BERLIN, DATA, given, read
from tracker.domain.imports.imported import NOT_DAMAGE, Reason, Unusable

FILES = json.loads((DATA / "MANIFEST.json").read_bytes())["files"]
# Those that Apache and nginx write by themselves have tests of their own.
OTHERS = {"common", "combined", "vhost_combined"}
THERE = {
    name: facts
    for name, facts in FILES.items()
    if (DATA / name).exists() and facts.get("format") not in OTHERS
}
ROWS = {
    name: facts
    for name, facts in THERE.items()
    if "pageviews" in facts and facts["format"] not in {"plausible-csv", "fathom"}
}
LOGS = {name: facts for name, facts in THERE.items() if "pages" in facts}
LINES = {
    name: facts
    for name, facts in THERE.items()
    if isinstance(facts.get("lines"), list) and facts["format"] not in {"fathom", "ga4-exploration"}
}
NO_METHOD = {"nginx-json": 2}  # requests of which the log does not say that they were no GET
# Good lines beside those that the manifest counts as good: a robot's, and a repeated one.
MORE = {"cloudflare": 1, "vercel": 1}
DAMAGE = {*Reason} - NOT_DAMAGE | {Reason.OTHER_ROW}  # what programs print is none, either


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows_are_as_many_as_were_exported(name: str) -> None:
    facts, found = ROWS[name], read(given(name))
    robots = facts.get("robots", 0)
    assert found.format == facts["format"]
    assert len(found.pageviews) + robots == facts["pageviews"] if "damaged" not in name else True
    if "events" in facts:
        assert len(found.events) == facts["events"]
    if "visits" in facts:
        assert len({row.visit for row in found.rows}) == facts["visits"]
    if "sessions" in facts:
        assert len({row.visitor for row in found.rows}) == facts["sessions"]


@pytest.mark.parametrize("name", sorted(LOGS))
def test_a_log_has_as_many_pages_as_were_seen(name: str) -> None:
    facts, found = LOGS[name], read(given(name))
    pages = facts["pages"] + NO_METHOD.get(found.format, 0)
    assert found.format == facts["format"]
    assert len(found.pageviews) == pages
    assert len(found.left_out) == facts["lines"] - pages
    assert {each.reason in NOT_DAMAGE for each in found.left_out} == {True}


@pytest.mark.parametrize("name", sorted(LINES))
def test_each_damaged_line_is_named_and_the_others_come_in(name: str) -> None:
    facts, found = LINES[name], read(given(name))
    good = [what for what, importable in facts["lines"] if importable]
    bad = [what for what, importable in facts["lines"] if importable is False]
    own = [each for each in found.left_out if each.file in {"", "website_event.csv"}]
    damaged = [each for each in own if each.reason in DAMAGE]
    assert found.format == facts["format"]
    assert len(damaged) == len(bad), damaged
    assert all(each.line for each in damaged)
    others = len(own) - len(damaged)
    assert len(found.rows) + others == len(good) + MORE.get(found.format, 0)


def test_haproxy_is_asked_for_its_zone() -> None:
    with pytest.raises(Unusable, match="--from-zone"):
        read(given("logs/damaged-haproxy.log"), BERLIN._replace(zone=None))
