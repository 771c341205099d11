"""What systemd is told about the folders of the settings, and what its unit forbids."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import tracker
from tracker.commands.drop_in import drop_in, folders_to_make
from tracker.config import Config
from tracker.services.checkup.folders import look_at_folders, unwritable
from tracker.services.checkup.unit import Unit, unit_of

STATE = Path("/var/lib/tracker")
SHOWN = """\
LoadState={state}
ExecStart={{ path=/opt/tracker ; argv[]=/opt/tracker --env-file {env_file} serve ; }}
ProtectSystem=strict
ProtectHome=yes
User=nobody
StateDirectory=tracker
ReadWritePaths=-{writable}
"""


def lines_of(config: Config) -> list[str]:
    return [line for line in drop_in(config).splitlines() if "=" in line and line[0] != "#"]


def test_the_unit_as_it_is_does_for_the_usual_folders() -> None:
    assert drop_in(Config(data_dir=STATE)) == ""
    assert drop_in(Config(data_dir=STATE, backup_dir=STATE / "elsewhere")) == ""


def test_other_folders_are_opened_one_by_one() -> None:
    config = Config(
        data_dir=STATE, backup_dir=Path("/mnt/my disk/100%"), log_dir=Path("/var/log/tracker")
    )
    assert lines_of(config) == [
        "RequiresMountsFor=/var/lib/tracker",
        "StateDirectory=",
        "StateDirectory=tracker",
        r"ReadWritePaths=-/mnt/my\x20disk/100%%",
        "ReadWritePaths=-/var/log/tracker",
    ]


def test_a_data_folder_elsewhere_is_no_state_directory() -> None:
    config = Config(data_dir=Path("/srv/stats"), backup_dir=Path("/srv/stats/backups"))
    assert lines_of(config) == [
        "RequiresMountsFor=/srv/stats",
        "StateDirectory=",
        "ReadWritePaths=-/srv/stats",
    ]
    assert folders_to_make(config) == [Path("/srv/stats")]


def test_what_the_unit_hides_is_bound() -> None:
    config = Config(data_dir=STATE, backup_dir=Path("/home/ada/b:c"), log_dir=Path("/var/tmp/log"))
    assert lines_of(config)[3:] == [
        "ProtectHome=tmpfs",
        r"BindPaths=-/home/ada/b\:c",
        "BindPaths=-/var/tmp/log",
    ]


def test_a_program_gets_it_by_the_command(tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    env_file.write_text(f"DATA_DIR={STATE}\nLOG_DIR=/var/log/tracker\n")
    words = ("--env-file", str(env_file), "config")
    printed = CliRunner().invoke(tracker, [*words, "--unit"], env={"DATA_DIR": None}).stdout
    assert printed.endswith("ReadWritePaths=-/var/log/tracker\n")
    printed = CliRunner().invoke(tracker, [*words, "--folders"], env={"DATA_DIR": None}).stdout
    assert printed == "/var/lib/tracker\n/var/log/tracker\n"


UNIT = unit_of(
    {
        "ProtectSystem": "strict",
        "ProtectHome": "tmpfs",
        "StateDirectory": "tracker",
        "ReadWritePaths": '"-/mnt/my disk" /srv',
        "BindPaths": "-/home/ada:/home/ada:rbind",
        "User": "nobody",
    }
)


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("/var/lib/tracker", True),
        ("/var/lib/tracker/backups", True),
        ("/var/lib/tracker2", False),
        ("/mnt/my disk/x", True),
        ("/srv/x", True),
        ("/home/ada/b", True),
        ("/home/eve", False),
        ("/root", False),
        ("/etc", False),
    ],
)
def test_a_unit_is_asked_what_it_lets_be_written(folder: str, allowed: bool) -> None:
    assert (UNIT.forbids(Path(folder)) == "") is allowed
    assert unit_of({}).forbids(Path(folder)) == ""


def test_a_unit_knows_its_user() -> None:
    nobody = pwd.getpwnam("nobody")
    assert UNIT.user == (nobody.pw_uid, nobody.pw_gid)
    assert unit_of({"User": "no-such-user"}).user is None
    assert unit_of({"User": "root"}).user is None


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, backup_dir=Path("/proc/1/backups"))
    wrong = [(each.written.setting, each.why) for each in unwritable(config, None)]
    assert [setting for setting, _ in wrong] == ["BACKUP_DIR"]
    assert [each.level for each in look_at_folders(config, None)] == ["bad"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_still_to_be_made_is_none(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "a" / "b")
    assert list(unwritable(config, None)) == []
    assert [each.level for each in look_at_folders(config, None)] == ["ok"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may become somebody else")
def test_root_tries_it_as_the_server(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    unit = Unit((Path("/"),), is_strict=True, hides_homes=False, user=(nobody.pw_uid, 0))
    (why,) = [each.why for each in unwritable(Config(data_dir=tmp_path), unit)]
    assert "ermission denied" in why


@pytest.mark.parametrize(("state", "finds"), [("loaded", True), ("not-found", False)])
def test_the_check_asks_the_unit_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, finds: bool
) -> None:
    env_file, systemctl = tmp_path / "env", tmp_path / "bin" / "systemctl"
    env_file.write_text(f"DATA_DIR={tmp_path}/data\n")
    systemctl.parent.mkdir()
    said = SHOWN.format(state=state, env_file=env_file, writable="/srv")
    systemctl.write_text(f"#!/bin/sh\ncat <<'END'\n{said}END\n")
    systemctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{systemctl.parent}:{os.environ['PATH']}")
    words = ["--env-file", str(env_file), "config", "--check"]
    done = CliRunner().invoke(tracker, words, env={"DATA_DIR": None})
    assert done.exit_code == (2 if finds else 0), done.output
    assert ("tracker.service lets it write only below /srv" in done.stderr) is finds
