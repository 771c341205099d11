"""deploy.sh onto a machine with systemd, and the units at work there: what they forbid, what the
settings open, what becomes of hosts that were deployed to before, and of wrong settings."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pip
import pytest

from tests.deploy.machine import PYTHON_THERE, Machine, machine, no_machine
from tests.deploy.proxies import PATH, missing
from tests.deploy.test_deploy_script import PYTHON, ROOT, WHEELHOUSE
from tests.eventually import eventually

FIRST_UNITS = "26d194c"  # the commit of a release whose units some hosts have
SETTINGS = """\
export REGISTRATION="open" # for everybody
BACKUP_DIR=/mnt/disk/backups # another one
LOG_DIR='/var/log/tracker'
"""
SSH = """\
#!/bin/sh
shift
exec {enter} sh -c "$*"
"""
SPEAKS = "[Service]\nStandardOutput=append:/var/log/said\nStandardError=append:/var/log/said\n"

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(bool(no_machine()), reason=f"no machine: {no_machine()}"),
    pytest.mark.skipif(bool(missing("git")), reason="no git"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout: nothing to deploy"),
    pytest.mark.skipif(not WHEELHOUSE.is_dir(), reason="scripts/wheelhouse has not run"),
]


class Deployed:
    """A machine, and the script that deploys to it."""

    def __init__(self, there: Machine, folder: Path) -> None:
        self.there = there
        self._folder = folder
        self.settings = there.root / "etc/tracker.env"
        self.units = there.root / "etc/systemd/system"
        (folder / "ssh").write_text(SSH.format(enter=" ".join(there.enter)))
        (folder / "ssh").chmod(0o755)
        python = there.root / "opt/host-python"
        text = PYTHON.format(python=PYTHON_THERE / "bin/python3", pip=Path(pip.__file__).parent)
        python.write_text(text)
        python.chmod(0o755)
        (self.units / "tracker.service.d").mkdir()
        (self.units / "tracker.service.d/said.conf").write_text(SPEAKS)

    def deploys(self, **more: str) -> tuple[int, str]:
        """Run the script of the checkout; its exit code and what it says."""
        variables = {
            "PATH": f"{Path(sys.executable).parent}:{PATH}",
            "HOME": str(self._folder),
            "SSH": str(self._folder / "ssh"),
            "SHOW_LOG": "tail -n 20 /var/log/said",
            "PYTHON": sys.executable,
            "HOST_PYTHON": "/opt/host-python",
            "PIP_OPTIONS": f"--no-index --no-compile --find-links {WHEELHOUSE}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(WHEELHOUSE),
        }
        done = subprocess.run(
            [self._folder / "checkout/deploy/deploy.sh", "there"],
            env=variables | more,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def tracker(self, *words: str, user: str = "tracker", check: bool = True) -> str:
        """What a command says, run as the documents say."""
        program = ("/opt/tracker/current/bin/tracker", "--env-file", "/etc/tracker.env")
        return self.there.runs("runuser", "-u", user, "--", *program, *words, check=check, cwd="/")

    @property
    def process(self) -> int:
        return int(self.there.shows("tracker.service", "MainPID"))

    def said(self) -> str:
        return (self.there.root / "var/log/said").read_text()


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    clone = ["git", "clone", "--quiet", "--local", "--no-hardlinks", str(ROOT)]
    subprocess.run([*clone, str(tmp_path / "checkout")], check=True)
    as_now(tmp_path / "checkout")
    with machine(tmp_path) as there:
        yield Deployed(there, tmp_path)


def as_now(checkout: Path) -> None:
    """The working tree, committed or not."""
    for name in ("deploy", "tracker"):
        shutil.rmtree(checkout / name)
        shutil.copytree(ROOT / name, checkout / name)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "add", "-A"], cwd=checkout, check=True)
    command = ["git", *who, "commit", "--quiet", "--allow-empty", "-m", "Now"]
    subprocess.run(command, cwd=checkout, check=True)


async def test_a_host_with_folders_elsewhere(deployed: Deployed) -> None:
    there = deployed.there
    deployed.settings.write_text(SETTINGS)
    code, said = deployed.deploys(DATA="/srv/tracker", PUBLIC_URL="https://stats.example.com")
    assert code == 0, said
    assert "It runs and can store visits." in said

    # The server has read the file as the commands do, and may write what it names and nothing else.
    assert "REGISTRATION=open" in deployed.tracker("config")
    assert there.runs("stat", "-c", "%U:%G %a", "/etc/tracker.env") == "root:tracker 640\n"
    status = there.runs("cat", f"/proc/{deployed.process}/status")
    assert re.search(r"^NoNewPrivs:\s1$", status, re.M)
    assert re.search(r"^Seccomp:\s2$", status, re.M)
    environ = there.runs("cat", f"/proc/{deployed.process}/environ")
    assert "REGISTRATION" not in environ
    assert deployed.tracker("config", "--check") == "The settings can be used.\n"
    assert deployed.tracker("config", "--check", user="root") == "The settings can be used.\n"
    deployed.tracker("backup")
    assert there.runs("stat", "-c", "%U", "/mnt/disk/backups") == "tracker\n"
    assert len(there.runs("ls", "/mnt/disk/backups").split()) == 1
    assert (there.root / "var/log/tracker/tracker.log").stat().st_size
    assert (there.root / "srv/tracker/tracker.db").exists()

    await changes_nothing_twice(deployed)
    by_hand(deployed)
    await wrong_settings(deployed)


async def changes_nothing_twice(deployed: Deployed) -> None:
    # A second time nothing changes.
    before = deployed.process
    code, said = deployed.deploys()
    assert (code, deployed.process) == (0, before), said
    assert "Nothing to do" in said

    # Killed, it is back, and has checked its database.
    deployed.there.runs("kill", "-9", str(before))
    await eventually(lambda: deployed.process not in {0, before}, within=30)
    assert deployed.tracker("ready", "--wait", "30") == "ready\n"


def by_hand(deployed: Deployed) -> None:
    # A folder that was changed by hand is found before it is needed. (As root: there is no D-Bus.)
    good = deployed.settings.read_text()
    deployed.settings.write_text(good.replace("/mnt/disk/backups", "/mnt/other"))
    said = deployed.tracker("config", "--check", user="root", check=False)
    assert "BACKUP_DIR=/mnt/other cannot be written: tracker.service lets it write only" in said
    said = deployed.tracker("doctor", user="root", check=False)
    assert "BACKUP_DIR: the server cannot write /mnt/other" in said
    code, said = deployed.deploys()
    assert code == 0, said
    assert "/mnt/other made." in said
    deployed.tracker("backup")
    assert len(deployed.there.runs("ls", "/mnt/other").split()) == 1


async def wrong_settings(deployed: Deployed) -> None:
    there = deployed.there
    # Wrong settings take no server down, and one that is started with them is not started for ever.
    before, good = deployed.process, deployed.settings.read_text()
    deployed.settings.write_text(good + "LOG_LEVEL=LOUD\n")
    code, said = deployed.deploys()
    assert (code, deployed.process) == (1, before), said
    assert 'LOG_LEVEL="LOUD" cannot be used' in said
    assert "Not restarted" in said
    for wrong, status in ((good + "LOG_LEVEL=LOUD\n", "2"), (good + "LOG_DIR=/usr/x\n", "78")):
        deployed.settings.write_text(wrong)
        there.runs("systemctl", "restart", "tracker", check=False)
        await eventually(
            lambda: there.shows("tracker.service", "ActiveState") == "failed", within=30
        )
        assert there.shows("tracker.service", "ExecMainStatus") == status
        assert there.shows("tracker.service", "NRestarts") == "0"
        # A visit would start it in vain: the proxy finds nobody instead.
        await eventually(
            lambda: there.shows("tracker.socket", "ActiveState") == "inactive", within=30
        )
    deployed.settings.write_text(good)
    code, said = deployed.deploys()
    assert code == 0, said
    assert deployed.tracker("ready") == "ready\n"
    assert there.shows("tracker.socket", "ActiveState") == "active"


async def test_a_host_that_has_the_units_of_before(deployed: Deployed) -> None:
    for name in ("tracker.service", "tracker.socket"):
        (deployed.units / name).write_text(former(name))
    edited = former("tracker.socket").replace("SocketGroup=www-data", "SocketGroup=tracker")
    (deployed.units / "tracker.socket").write_text(edited)
    deployed.settings.write_text("DATA_DIR=/var/lib/tracker\n")
    code, said = deployed.deploys()
    assert code == 0, said
    now = (ROOT / "deploy/systemd/tracker.service").read_text()
    assert (deployed.units / "tracker.service").read_text() == now
    assert (deployed.units / "tracker.socket").read_text() == edited
    assert not (deployed.units / "tracker.service.d/folders.conf").exists()

    # Somebody's own changes stay, and are named.
    own = now.replace("LimitNOFILE=65536", "LimitNOFILE=4096").replace("Restart=always", "")
    (deployed.units / "tracker.service").write_text(own)
    code, said = deployed.deploys()
    assert code == 0, said
    assert "tracker.service has changes of yours and stays" in said
    assert (deployed.units / "tracker.service").read_text() == own


def former(name: str) -> str:
    command = ["git", "show", f"{FIRST_UNITS}:deploy/systemd/{name}"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
