"""The documents name only what is there."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from tracker.domain.messages import (
    BackMessage,
    EventMessage,
    GoalsMessage,
    LatePlaceMessage,
    LeaveMessage,
    PresenceMessage,
    RefusedMessage,
    RemovalMessage,
)
from tracker.domain.snippets import snippets

ROOT = Path(__file__).parent.parent
FIXTURE = re.compile(
    r"@pytest(?:_asyncio)?\.fixture(?:\(loop_scope=\"session\"\))?\n(?:async )?def (\w+)"
)
MESSAGES = [
    BackMessage,
    EventMessage,
    LatePlaceMessage,
    LeaveMessage,
    PresenceMessage,
    RefusedMessage,
    RemovalMessage,
    GoalsMessage,
]
DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/alerts.md",
    "docs/api.md",
    "docs/assistants.md",
    "docs/beacon.md",
    "deploy/cluster.md",
    "docs/commands.md",
    "docs/deployment.md",
    "docs/faults.md",
    "docs/first-party.md",
    "docs/getting-back-in.md",
    "docs/live.md",
    "docs/live-messages.md",
    "docs/operations.md",
    "docs/platforms.md",
    "docs/reports.md",
    "docs/security.md",
    "docs/sharing.md",
    "docs/sign-in.md",
    "docs/what-stays.md",
    "docs/switching.md",
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document: str):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(
        re.findall(r"^make ([a-z-]+)|`(?:\w+=\S+ )?make ([a-z-]+)", text_of(document), re.M)
    )
    assert {first or second for first, second in named} <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_linked_file_exists(document: str):
    assert [path for path, _ in links_of(document) if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_linked_heading_exists(document: str):
    linked = [(path, heading) for path, heading in links_of(document) if heading]
    assert [each for each in linked if each[1] not in headings_of(each[0])] == []


def links_of(document: str) -> list[tuple[Path, str]]:
    """The files that it links, each with the heading there, if any."""
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)#?([^)]*)\)", text_of(document))
    return [((ROOT / document).parent / path, heading) for path, heading in linked]


def headings_of(path: Path) -> set[str]:
    """As links name them."""
    found = re.findall(r"^#+ (.+)", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_every_place_of_the_map_exists():
    block = text_of("CONTRIBUTING.md").split("```")[1]
    names = re.findall(r"^( *)([\w.]+/?)", block, re.M)
    places = [("tracker/" if indent else "") + name for indent, name in names]
    assert [each for each in places if not (ROOT / each).exists()] == []


def test_every_fixture_is_listed():
    files = [*(ROOT / "tests/fixtures").glob("*.py"), ROOT / "tests/browser/conftest.py"]
    fixtures = {name for file in files for name in FIXTURE.findall(file.read_text())}
    table = text_of("CONTRIBUTING.md").partition("| fixture |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.M)
    assert fixtures == set(listed)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_messages_example_has_the_fields_that_are_sent(message: type[msgspec.Struct]):
    blocks = re.findall(r"```json\n(.+?)```", text_of("docs/live-messages.md"), re.S)
    examples = {each["type"]: set(each) - {"type"} for each in map(json.loads, blocks)}
    example = examples[str(message.__struct_config__.tag)]
    fields = msgspec.structs.fields(message)
    assert {each.name for each in fields if each.required} <= example
    assert example <= {each.name for each in fields}


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def test_the_guides_have_the_lines_of_the_set_up_page():
    guides = text_of("docs/platforms.md")
    for kind, text in snippets("https://stats.example.com/beacon.js", "KEY"):
        assert kind == "events" or text in guides, kind
