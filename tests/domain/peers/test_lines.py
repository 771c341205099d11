"""The lines that people copy."""

from tracker.domain.peers.lines import lines

HERE = "https://stats.example.com/base/"


def test_the_lines_name_this_server_and_the_site() -> None:
    found = lines(HERE, "abcdefghijkl", {"matomo": "7", "umami": "u-1"})
    assert all("stats.example.com/base/" in line for line in found.values())
    assert f'data-goatcounter="{HERE}visit/abcdefghijkl/count"' in found["goatcounter"]
    assert f'data-domain="abcdefghijkl" src="{HERE}js/script.js"' in found["plausible"]
    assert 'data-website-id="u-1"' in found["umami"]
    assert "['setSiteId', 7]" in found["matomo"]
    assert 'data-entity="abcdefghijkl"' in found["liwan"]


def test_a_compiled_script_names_the_site_by_itself() -> None:
    found = lines(HERE, "abcdefghijkl", {"plausible": "pa-AbC"})
    assert found["plausible"] == f'<script async src="{HERE}js/pa-AbC.js"></script>'
    assert '"abcdefghijkl"' in found["matomo"]


def test_a_name_cannot_leave_its_attribute() -> None:
    found = lines(HERE, "abcdefghijkl", {"liwan": '"><script>'})
    assert "<script>" not in found["liwan"].removeprefix("<script")
