"""The room rule: within a floor, a room imports only rooms that stand before it."""

from pathlib import Path

import pytest

from tests.rooms import MOST, ROOMS, room_faults_of

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parent.parent


def test_rooms_import_only_those_before_them() -> None:
    assert room_faults_of(ROOT) == []


def test_every_room_stands_in_the_map() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    floors = [ROOT / "tracker" / floor for floor in ROOMS]
    rooms = [each.parent for floor in floors for each in floor.glob("*/__init__.py")]
    named = [f"| `{room.parent.name}/{room.name}/` |" for room in rooms]
    assert [name for name in named if name not in text] == []


@pytest.mark.parametrize(
    ("module", "text", "fault"),
    [
        ("storage/file/copies", "from tracker.storage.log import rows", "behind its own"),
        ("web/asking/sessions", "import tracker.web.home.home", "behind its own"),
        ("services/background", "from tracker.services.live.fan_out import Live", "behind its own"),
        ("web/corner/new", "", "stands in no room"),
        ("web/lonely", "", "stands in no room"),
        ("web/home/home", "from tracker.web.asking import sessions\nimport aiohttp", None),
        ("web/sites/home", "from tracker.web.sites import team", None),
        ("web/keys", "from tracker.web.live import page", None),
        ("web/asking/sessions", "from tracker.web import keys", None),
        ("web/asking/sessions", "from tracker.services.accounts import passwords", None),
        ("commands/serve", "from tracker.web.serving import server", None),
    ],
)
def test_a_broken_rule_is_noticed(
    tmp_path: Path, module: str, text: str, fault: str | None
) -> None:
    write(tmp_path, module, text)
    found = room_faults_of(tmp_path)
    assert any(fault in each for each in found) if fault else not found


def test_a_room_with_too_many_files_is_noticed(tmp_path: Path) -> None:
    for number in range(MOST + 1):
        write(tmp_path, f"web/live/file{number}", "")
    assert room_faults_of(tmp_path) == [f"tracker.web.live has more than {MOST} files"]


def write(root: Path, module: str, text: str) -> None:
    path = root / "tracker" / f"{module}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
