"""setup.cfg names every package; a forgotten one would be missing from the wheel only."""

from configparser import ConfigParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parent.parent


def test_every_package_is_named_in_setup_cfg():
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")
    named = set(settings["options"]["packages"].split())
    found = {
        ".".join(file.parent.relative_to(ROOT).parts) for file in (ROOT / "tracker").rglob("*.py")
    }
    assert named == found | {"tracker.docs", "tracker.static", "tracker.templates"}
