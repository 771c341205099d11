"""E2: the bill of materials names all that a release is made of, under licences that will do."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.test_locked import PINNED, text

ROOT = Path(__file__).parent.parent
FREE = {
    *("MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Unlicense"),
    *("Apache-2.0", "Apache-2.0 AND MIT", "Apache-2.0 AND BSD-2-Clause"),
    "Apache-2.0 OR BSD-3-Clause",
    *("MPL-2.0", "CC-BY-4.0", "CC0-1.0"),
}


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "sbom.py"))["bill"]()


def test_every_locked_package_is_on_it_with_its_hashes(bill: dict[str, Any]) -> None:
    listed = {each["name"]: each for each in bill["components"]}
    for name, version, hashes in PINNED.findall(text()):
        assert listed[name]["version"] == version
        assert len(listed[name]["hashes"]) == hashes.count("sha256:")


def test_every_vendored_folder_is_on_it_and_carries_its_licence(bill: dict[str, Any]) -> None:
    folders = [*(ROOT / "static/vendor").iterdir(), *(ROOT / "tracker/vendor").iterdir()]
    listed = {f"{each['name']}-{each['version']}" for each in bill["components"]}
    for folder in folders:
        assert folder.name in listed
        assert list(folder.glob("LICENSE*")), folder


def test_every_licence_lets_us_ship_it(bill: dict[str, Any]) -> None:
    other = {}
    for each in bill["components"]:
        [licence] = each["licenses"]
        name = licence.get("expression") or licence["license"].get("id")
        if name not in FREE:
            other[each["name"]] = licence
    assert other == {}


def test_nothing_is_on_it_twice(bill: dict[str, Any]) -> None:
    names = [each["bom-ref"] for each in bill["components"]]
    assert len(names) == len(set(names))
