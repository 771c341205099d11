"""All that a person reads can be translated."""

import html
import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[3]
VISIBLE = re.compile(r">\s*([^<>{}]*[A-Za-z]{3}[^<>{}]*)\s*<")
NO_WORDS = {
    "Tracker",
    "TRUSTED_PROXIES",
    "Enter",
    "Esc",
    "Home",
    "Python",
    "SQLite",
    "CSV",
    "NDJSON",
}


BARE_REASON = re.compile(r"\bHTTP\w+\(\s*text=f?[\"']")


def extracted() -> set[str]:
    found = set()
    for folder in ("tracker", "templates"):
        methods = [("**.py", "python"), ("**.html", "jinja2")]
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods):
            found |= set(message if isinstance(message, tuple) else [message])
    return found


def test_texts_of_code_and_templates_are_extracted() -> None:
    found = extracted()
    assert {"Log in", "Choose a password.", "Not found", "Referrer spam"} <= found
    assert "Too many tries. Wait %(num)d seconds." in found


def test_no_template_holds_bare_words() -> None:
    bare = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text("utf-8")
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
        text = re.sub(r"\{% block main_class.*?endblock %\}", "", text, flags=re.S)
        text = re.sub(r"<(code|pre)\b.*?</\1>", "", text, flags=re.S)
        text = re.sub(r"\{% trans.*?endtrans %\}", "", text, flags=re.S)
        text = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.S)
        words = [word.strip() for word in VISIBLE.findall(text)]
        parts = [html.unescape(part).strip(" –\xa0") for word in words for part in word.split("·")]
        bare += [f"{path.name}: {word}" for word in parts if word and word not in NO_WORDS]
    assert bare == []


def test_no_refusal_is_given_in_bare_words() -> None:
    files = sorted((ROOT / "tracker" / "web").rglob("*.py"))
    bare = [path.name for path in files if BARE_REASON.search(path.read_text("utf-8"))]
    assert bare == []
