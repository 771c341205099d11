import json

import pytest

from tracker.domain.snippets import snippets

SCRIPT = "https://stats.example/beacon.js"


def text(kind: str, script: str = SCRIPT, key: str = "abc123def456", local: bool = False) -> str:
    return dict(snippets(script, key, local))[kind]


def test_a_plain_page_needs_one_line():
    assert text("html") == (
        '<script defer src="https://stats.example/beacon.js" data-site="abc123def456"></script>'
    )


def test_pages_on_this_machine_count_where_the_server_is_on_it():
    assert "data-local" in text("html", "http://127.0.0.1:8000/beacon.js", local=True)
    assert "data-local" in text("app", local=True)
    assert "data-local" in text("events", local=True)
    assert "data-local" not in text("html")


def test_a_page_without_script_has_an_image():
    assert text("image") == (
        '<noscript><img src="https://stats.example/visit/abc123def456.gif" alt=""'
        ' referrerpolicy="no-referrer-when-downgrade"></noscript>'
    )


@pytest.mark.parametrize("script", ["https://example.org/stats/s.js", "http://[::1]:8000/b/x.js"])
def test_the_image_is_beside_the_script_whatever_its_name(script: str):
    folder = script.rpartition("/")[0]
    assert f'src="{folder}/visit/abc123def456.gif"' in text("image", script)
    assert f'src="{script}"' in text("html", script)


def test_an_app_with_hash_routes_says_so():
    assert text("app") == text("html").replace("></script>", " data-hash></script>")


def test_a_tag_manager_gets_the_key_in_the_address():
    assert text("tag-manager") == f'<script src="{SCRIPT}?site=abc123def456"></script>'


def test_each_framework_gets_the_line_as_it_writes_it():
    attributes = f'src="{SCRIPT}" data-site="abc123def456"'
    assert f"<Script {attributes} />" in text("next")
    assert f"<Script {attributes} data-local />" in text("next", local=True)
    assert text("astro") == f"<script is:inline defer {attributes}></script>"
    assert f"?>\n    {text('html')}\n    <?php" in text("php")
    told = json.loads(text("nuxt").partition("script: [")[2].partition("]")[0])
    assert told == {"src": SCRIPT, "defer": True, "data-site": "abc123def456"}
    assert '"data-local": ""' in text("nuxt", local=True)


def test_events_show_code_attributes_and_trackable():
    shown = text("events")
    assert shown.startswith(text("html"))
    assert 'tracker("Signup", {plan: "pro"})' in shown
    assert 'data-event="Signup" data-event-plan="pro"' in shown
    assert 'class="trackable"' in shown


def test_calls_of_the_events_snippet_come_after_what_keeps_them():
    shown = text("events")
    assert shown.index("tracker.q") < shown.index('tracker("Signup"')


def test_an_address_cannot_break_out_of_its_attribute():
    script = 'https://x.example/"><script>alert(1)</script>.js'
    for kind in ("html", "image", "tag-manager", "next", "astro", "php"):
        assert '"><script>' not in text(kind, script), kind
