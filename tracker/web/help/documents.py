"""docs/ as pages: Markdown becomes HTML that a strict Content-Security-Policy lets through, and
links lead where the server has what they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tracker import resources

# In the order in which they are listed.
NAMES = (
    *("platforms", "live", "reports", "alerts", "channels", "browsers", "beacon", "api"),
    "assistants",
    "live-messages",
    "switching",
    "first-party",
    "importing",
    *("sharing", "what-stays"),
    *(
        "deployment",
        "operations",
        "commands",
        "sign-in",
        "getting-back-in",
        "faults",
        "privacy",
        "security",
    ),
)
OTHERS = re.compile(r"[^\w\- ]")  # what a heading's anchor leaves out


class Heading(NamedTuple):
    """One of the second level."""

    anchor: str
    text: str


class Document(NamedTuple):
    """`body`: HTML, behind the title. `opening`: its first paragraph, as text."""

    name: str
    title: str
    opening: str
    body: str
    headings: list[Heading]


@cache
def document(name: str) -> Document:
    """One of NAMES; read and made once a process. Blocks for some ten ms."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((resources.documents() / f"{name}.md").read_text("utf-8"))
    title, opening = _texts(tokens, "heading_open"), _texts(tokens, "paragraph_open")
    headings = list(_with_anchors(tokens))
    body = [_fit(token) for token in tokens[3:]]  # behind the title, which is the first heading
    html = parser.renderer.render(body, parser.options, {})
    return Document(name, title, opening, html, headings)


def _texts(tokens: Sequence[Token], kind: str) -> str:
    """The text in the first of that kind."""
    place = next(place for place, token in enumerate(tokens) if token.type == kind)
    return _text_of(tokens[place + 1])


def _text_of(token: Token) -> str:
    parts = token.children or []
    words = [" " if part.type == "softbreak" else part.content for part in parts]
    return "".join(words)


def _with_anchors(tokens: Sequence[Token]) -> list[Heading]:
    """Give each heading the anchor by which links in docs/ name it."""
    found = []
    for token, inner in pairwise(tokens):
        if token.type == "heading_open":
            heading = Heading(anchor_of(_text_of(inner)), _text_of(inner))
            token.attrs["id"] = heading.anchor
            if token.tag == "h2":
                found.append(heading)
    return found


def anchor_of(text: str) -> str:
    """As code hosts make it: "Bots, too" is `bots-too`."""
    return OTHERS.sub("", text.lower()).replace(" ", "-")


def _fit(token: Token) -> Token:
    """Without style in attributes, which the policy blocks, and with links that lead somewhere."""
    token.attrs.pop("style", None)
    if token.type in {"fence", "table_open"}:
        token.attrs["tabindex"] = "0"  # it scrolls, by the keyboard too
    if token.children:
        token.children = list(_led(token.children))
    return token


def _led(parts: Sequence[Token]) -> list[Token]:
    """A link to what is only in the source is its text."""
    found, is_text = list[Token](), False
    for part in parts:
        if part.type == "link_open":
            is_text = not (target := _target_of(str(part.attrs["href"])))
            part.attrs["href"] = target
        if not (is_text and part.type in {"link_open", "link_close"}):
            found.append(part)
    return found


def _target_of(href: str) -> str:
    """`operations.md#restore` is a page beside this one; "" is none."""
    path, mark, anchor = href.partition("#")
    if not path or re.match(r"https?://", href):
        return href
    name = path.removesuffix(".md")
    return name + mark + anchor if name in NAMES else ""
