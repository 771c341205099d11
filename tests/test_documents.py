"""The documents name only what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIXTURE = re.compile(
    r"@pytest(?:_asyncio)?\.fixture(?:\(loop_scope=\"session\"\))?\n(?:async )?def (\w+)"
)
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/api.md",
    "docs/beacon.md",
    "docs/commands.md",
    "docs/deployment.md",
    "docs/getting-back-in.md",
    "docs/operations.md",
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
    linked = re.findall(r"\]\((?!https?:|#)([^)]+)\)", text_of(document))
    assert [each for each in linked if not (ROOT / document).parent.joinpath(each).exists()] == []


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


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")
