"""What a page's HTML would run: markup that came out of visitors' text."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

MARK = "xss("  # every payload calls it
PAYLOADS = (Path(__file__).parents[1] / "data" / "xss.txt").read_text().splitlines()
HARMLESS = {"title", "value", "alt", "content", "placeholder", "aria-label", "datetime"}
ADDRESSES = {"href", "src", "action", "formaction"}


def hits_of(payload: str) -> list[dict[str, object]]:
    """The payload in every field that is shown somewhere."""
    words = quote(payload, safe="")
    page = {"title": payload, "language": payload[:30], "properties": {payload: payload}}
    return [
        page | {"url": f"https://example.com/{words}?utm_source={words}&utm_campaign={words}"},
        page | {"url": "https://example.com/" + payload, "referrer": "https://x.org/" + payload},
        page | {"url": "https://example.com/#!" + payload, "name": payload, "referrer": payload},
        page | {"url": f"https://example.com/?utm_medium={payload}&utm_term={payload}"},
        page | {"url": "javascript:" + payload},  # refused, and shown as such
    ]


class Markup(HTMLParser):
    """`live`: where the mark stands as code; `text`: how often it stands as text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []
        self.text = 0
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        self._inside = "" if is_data else tag
        if tag == "script" and not given.get("src") and not is_data:
            self.live.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            if MARK in (value or "") and not is_harmless(name, value or ""):
                self.live.append(self.get_starttag_text() or tag)
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.live.append(self.get_starttag_text() or tag)

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if MARK not in data:
            return
        if self._inside in {"script", "style"}:
            self.live.append(data)
        self.text += 1

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.live.append(f"<!--{data}-->")


def is_harmless(name: str, value: str) -> bool:
    """Whether an attribute only holds text, or leads to an ordinary address."""
    if name in ADDRESSES:
        return value.startswith(("https://", "http://", "/"))
    return name in HARMLESS or name.startswith("data-")
