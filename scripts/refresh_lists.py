"""Fetches the lists that are kept in the tree from the packages that carry them: needs npm.

Run from the top of a checkout: python scripts/refresh_lists.py; then run the tests of the domain.
"""

import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
LIST = re.compile(r"patterns_default = (\[.*?\n\]);", re.DOTALL)


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    files: Path


def main() -> None:
    for name, write in (("isbot", write_bots), ("user-agents", write_browsers)):
        with tempfile.TemporaryDirectory() as folder:
            write(unpacked(name, Path(folder)))


def write_bots(package: Package) -> None:
    found = LIST.search((package.files / "index.mjs").read_text("utf-8"))
    if not found:
        raise SystemExit(f"{package.name} {package.version}: its list is not where it used to be")
    patterns = map(as_python, json.loads(found[1]))
    about = "one regular expression per line, in the form that Python and Rust read"
    write_list(TOP / "tracker/domain/data/isbot.txt", package, about, patterns)


def as_python(pattern: str) -> str:
    """JavaScript allows two forms that Python's `re` or Rust's `regex` refuse."""
    return pattern.replace("(?<! channel/|google/)", "(?<! channel/)(?<!google/)").replace(
        r"[\w\d-.]", r"[\w\d.-]"
    )


def write_browsers(package: Package) -> None:
    visits = json.loads((package.files / "dist/user-agents.json").read_text("utf-8"))
    agents = sorted({visit["userAgent"] for visit in visits})
    about = "the distinct user agents of a sample of real browsers' visits"
    write_list(TOP / "tests/data/user_agents.txt", package, about, agents)


def unpacked(name: str, folder: Path) -> Package:
    subprocess.run(
        ["npm", "pack", "--silent", name], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    files = folder / "package"
    about = json.loads((files / "package.json").read_text("utf-8"))
    return Package(name, about["version"], about["license"], files)


def write_list(target: Path, package: Package, about: str, lines: Iterable[str]) -> None:
    head = [
        f"# {package.name} {package.version} (npm), licence {package.licence}: {about}.",
        "# Written by scripts/refresh_lists.py.",
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([*head, *lines, ""]), "utf-8")
    licence = next(package.files.glob("LICENSE*")).read_text("utf-8")
    target.with_suffix(".LICENSE.txt").write_text(licence, "utf-8")
    print(f"{target.relative_to(TOP)}: {package.name} {package.version}")


if __name__ == "__main__":
    main()
