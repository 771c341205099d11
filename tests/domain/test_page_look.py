"""What a page says about our script, by its text and its policies."""

from __future__ import annotations

import pytest

from tracker.domain.page_look import Finding, Looked, look

KEY = "abc123"
SCRIPT = "https://stats.example/beacon.js"
LINE = f'<script defer src="{SCRIPT}" data-site="{KEY}"></script>'


def seen(html: str = LINE, *policies: str) -> Finding:
    return look(Looked("https://shop.example/", html, list(policies), SCRIPT, KEY))


@pytest.mark.parametrize(
    "html",
    [
        LINE,
        LINE.upper().replace(SCRIPT.upper(), SCRIPT).replace(KEY.upper(), KEY),
        f"<script src='{SCRIPT}?site={KEY}'></script>",
        f"<script data-site={KEY} src=/bundle.js></script>",
        f'<script>self.__next_f.push("data-site", "{KEY}")</script>',
        '<script data-domain="shop.example" src="https://stats.example/js/script.js"></script>',
    ],
)
def test_a_line_is_found_however_it_is_written(html: str) -> None:
    assert seen(f"<html><head>{html}</head></html>") is Finding.ALLOWED


def test_a_page_without_the_line_and_one_with_another_sites_are_told_apart() -> None:
    assert seen("<title>Shop</title><script src='/shop.js'></script>") is Finding.MISSING
    assert seen(LINE.replace(KEY, "other")) is Finding.ALLOWED, "our own host's file"
    assert seen('<script src="https://stats.example/static/a.js"></script>') is Finding.MISSING
    other = '<script src="https://else.example/b.js" data-site="other"></script>'
    assert seen(other) is Finding.OTHER_SITE


@pytest.mark.parametrize(
    "policy",
    [
        "img-src 'none'",
        "default-src https:",
        "default-src https://stats.example",
        "default-src stats.example:443",
        "default-src http://stats.example:80",
        "default-src *.example",
        "default-src stats.example:*",
        "default-src *",
        "script-src 'self' https://stats.example/beacon.js; connect-src https://stats.example/",
        "script-src https://stats.example/; connect-src https://stats.example/visit/",
        "default-src 'self'; script-src stats.example; connect-src 'self' stats.example",
        "script-src 'none'; script-src-elem stats.example",
        "default-src http:",
        "DEFAULT-SRC stats.example; default-src 'none'",
    ],
)
def test_a_policy_lets_it_in_and_out(policy: str) -> None:
    assert seen(LINE, policy) is Finding.ALLOWED


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'",
        "default-src 'none'",
        "script-src",
        "script-src https://stats.example/other.js",
        "script-src http://stats.example:8080",
        "script-src https://stats.example:8443",
        "script-src https://tats.example *.stats.example data:",
        "script-src 'strict-dynamic' 'nonce-x' https://stats.example",
        "script-src https://[",
        "img-src *, script-src 'self'",
    ],
)
def test_a_policy_keeps_it_out(policy: str) -> None:
    assert seen(LINE, policy) is Finding.NO_SCRIPT


@pytest.mark.parametrize("policy", ["connect-src 'self'", "default-src 'self'; script-src *"])
def test_a_policy_lets_nothing_out(policy: str) -> None:
    assert seen(LINE, policy) is Finding.NO_SENDING
    assert seen(
        LINE.replace("data-site", 'data-api="https://shop.example/x/" data-site'), policy
    ) is (Finding.ALLOWED)


def test_a_nonce_lets_a_script_in_and_a_policy_may_stand_in_the_page() -> None:
    with_nonce = LINE.replace("<script", '<script nonce="x"')
    assert seen(with_nonce, "script-src 'nonce-x' 'strict-dynamic'") is Finding.ALLOWED
    meta = """<meta http-equiv="Content-Security-Policy" content="script-src 'self'">"""
    assert seen(meta + LINE) is Finding.NO_SCRIPT
    assert seen('<meta name="x" content="script-src none">' + LINE) is Finding.ALLOWED


def test_below_a_path_of_the_own_site_self_is_enough() -> None:
    line = f'<script defer src="/stats-x/app.js" data-site="{KEY}"></script>'
    assert seen(line, "default-src 'self'") is Finding.ALLOWED
