"""What a release is made of, as CycloneDX 1.6: `make sbom` writes sbom.json.

From requirements.txt (with its hashes), the licences that the installed packages state, and what is
vendored: each such folder is named NAME-VERSION and holds a licence file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from tracker import __released__, __version__

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n((?:    --hash=[^\n]+\n)+)", re.M)
VENDORED = ("static/vendor", "tracker/vendor")
# Classifiers and the ways in which old packages write the same licence.
SAME = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
}
# Of packages that state none, by the licence file that they bring.
UNSTATED = {"imapclient": "BSD-3-Clause"}
FILES = {"country-flag-icons": "MIT", "dbip-country": "CC-BY-4.0", "geonames-cities": "CC-BY-4.0"}


def bill() -> dict[str, Any]:
    """The document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{__released__.isoformat()}T00:00:00Z",
            "component": {
                "type": "application",
                "bom-ref": "tracker",
                "name": "tracker",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": [*packages(), *vendored()],
    }


def packages() -> Iterator[dict[str, Any]]:
    """What pip installs."""
    for name, version, hashes in LOCKED.findall((ROOT / "requirements.txt").read_text()):
        address = f"pkg:pypi/{name}@{version}"
        yield {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "purl": address,
            "licenses": [said(licence_of(name))],
            "hashes": [
                {"alg": "SHA-256", "content": each}
                for each in re.findall(r"sha256:([0-9a-f]{64})", hashes)
            ],
        }


def vendored() -> Iterator[dict[str, Any]]:
    """What lies in the tree."""
    for folder in VENDORED:
        for path in sorted((ROOT / folder).iterdir()):
            name, _, version = path.name.rpartition("-")
            yield {
                "type": "library",
                "bom-ref": f"{folder}/{path.name}",
                "name": name,
                "version": version,
                "licenses": [said(FILES[name])],
            }


def licence_of(name: str) -> str:
    """As the installed package states it: an SPDX expression where it can be one."""
    told = metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = told.get_all("Classifier", [])
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    free = [line for line in (told.get("License", "").strip(),) if line and len(line) < 60]
    found = [SAME.get(each, each) for each in (*free, *named) if each != "OSI Approved"]
    return found[0] if found else UNSTATED.get(name, "unknown")


def said(licence: str) -> dict[str, Any]:
    """An expression, or a name for what is none."""
    if re.fullmatch(r"[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)+", licence):
        return {"expression": licence}
    known = re.fullmatch(r"[A-Za-z0-9.-]+-[\w.-]+|MIT|ISC|0BSD", licence)
    return {"license": {"id": licence} if known else {"name": licence}}


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=2)
    sys.stdout.write("\n")
