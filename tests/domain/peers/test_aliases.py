"""What editors type as the name of a site elsewhere, and what trackers send."""

import pytest

from tracker.domain.peers.aliases import LONGEST, AliasKind, WrongAlias, read_alias, spelled

UUID = "4fb7fa4c-5b46-438d-94b3-3a8fb9bc2e8b"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("goatcounter", " MyCode ", "mycode"),
        ("goatcounter", "mycode.goatcounter.com", "mycode"),
        ("goatcounter", "https://mycode.goatcounter.com/count", "mycode"),
        ("goatcounter", "https://Stats.example.com/count", "stats.example.com"),
        ("plausible", "Example.com", "example.com"),
        ("plausible", "www.example.com", "example.com"),
        ("plausible", "https://example.com/", "example.com"),
        ("plausible", "example.com/blog/", "example.com/blog"),
        ("plausible", "pa-AbC_1-x", "pa-AbC_1-x"),
        ("plausible", "https://plausible.io/js/pa-AbC1.js", "pa-AbC1"),
        ("umami", UUID.upper(), UUID),
        ("umami", UUID.replace("-", ""), UUID),
        ("matomo", "007", "7"),
        ("liwan", "My-Site", "My-Site"),
        ("host", "https://Stats.example.com/script.js", "stats.example.com"),
    ],
)
def test_a_name_is_kept_in_one_spelling(kind: str, typed: str, kept: str) -> None:
    assert read_alias(kind, typed) == (kind, kept)


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("fathom", "ABC", "no kind"),
        ("matomo", "  ", "no name"),
        ("goatcounter", "my code", "no code"),
        ("goatcounter", "a" * (LONGEST + 1), "no code"),
        ("plausible", "my domain", "no domain"),
        ("plausible", "example.com/" + "a" * LONGEST, "no domain"),
        ("umami", "1", "no uuid"),
        ("matomo", "0", "no number"),
        ("matomo", "one", "no number"),
        ("matomo", "1" * 10, "no number"),
        ("matomo", "१", "no number"),
        ("liwan", "a" * (LONGEST + 1), "no name"),
        ("host", "no host", "no host"),
    ],
)
def test_what_names_no_site_is_said(kind: str, typed: str, wrong: str) -> None:
    with pytest.raises(WrongAlias, match=wrong):
        read_alias(kind, typed)


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("goatcounter", "MyCode.goatcounter.com", "mycode"),
        ("plausible", " WWW.Example.com", "example.com"),
        ("plausible", "pa-AbC", "pa-AbC"),
        ("umami", UUID.upper(), UUID),
        ("matomo", "01", "1"),
        ("liwan", "My-Site", "My-Site"),
        ("host", "Stats.example.com", "stats.example.com"),
        ("umami", "", ""),
        ("umami", "a" * (LONGEST + 1), ""),
    ],
)
def test_what_is_sent_is_looked_for_in_the_same_spelling(
    kind: AliasKind, sent: str, kept: str
) -> None:
    assert spelled(kind, sent) == kept
