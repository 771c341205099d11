"""deploy/deploy.sh against a real sshd on this machine, with honcho in systemd's place."""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pip
import pytest

from tests.deploy.proxies import PATH, free_ports, missing, running

ROOT = Path(__file__).parents[2]
WHEELHOUSE = ROOT / ".wheelhouse"
SSHD = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
"""
SSH = """\
Host here
    HostName 127.0.0.1
    Port {port}
    User {user}
    IdentityFile {folder}/client_key
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
"""
# Plays systemd: the one that ran has ended before the next one starts.
RESTART = """\
#!/bin/sh
cd {folder}
if [ -e honcho.pid ]; then
    kill -TERM "$(cat honcho.pid)" 2>/dev/null
    while kill -0 "$(cat honcho.pid)" 2>/dev/null; do sleep 0.05; done
fi
echo restarted >>restarts
setsid {python} -m honcho -f Procfile -e tracker.env start -p {port} >>log 2>&1 </dev/null &
echo $! >honcho.pid
"""

STOP = """\
#!/bin/sh
cd {folder}
kill -TERM "$(cat honcho.pid)"
while kill -0 "$(cat honcho.pid)" 2>/dev/null; do sleep 0.05; done
"""

# `-m venv FOLDER` as ever, but with the tests' own pip: unpacking another takes six seconds.
PYTHON = """\
#!/bin/sh
{python} "$@" --without-pip
for each in "$3"/lib/python*/site-packages; do ln -s {pip} "$each"; done
"""

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(bool(missing("sshd", "ssh", "git")), reason="no sshd: see scripts/proxies"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout: nothing to deploy"),
    pytest.mark.skipif(not WHEELHOUSE.is_dir(), reason="scripts/wheelhouse has not run"),
]


class Host:
    """The machine that is deployed to: a folder of this one, reached by ssh."""

    def __init__(self, folder: Path, checkout: Path, ssh: Path) -> None:
        self.folder = folder
        self.checkout = checkout
        self.settings = folder / "tracker.env"
        self._ssh = ssh

    def deploys(self, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the script of the checkout."""
        variables = {
            "PATH": f"{Path(sys.executable).parent}:{PATH}",
            "HOME": str(self.folder),
            "SSH": f"ssh -F {self._ssh}",
            "FOLDER": str(self.folder / "opt"),
            "DATA": str(self.folder / "data"),
            "ENV_FILE": str(self.settings),
            "UNITS": "",
            "RESTART": f"sh {self.folder}/restart",
            "STOP": f"sh {self.folder}/stop",
            "SHOW_LOG": f"tail -n 20 {self.folder}/log",
            "WAIT": "60",
            "PYTHON": sys.executable,
            "HOST_PYTHON": str(self.folder / "python"),
            "PIP_OPTIONS": f"--no-index --no-compile --find-links {WHEELHOUSE}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(WHEELHOUSE),
        }
        return subprocess.run(
            [self.checkout / "deploy" / "deploy.sh", "here"],
            env=variables | more,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def commits(self, text: str) -> None:
        """A new release."""
        who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        command = ["git", *who, "commit", "--quiet", "--allow-empty", "-m", text]
        subprocess.run(command, cwd=self.checkout, check=True)

    @property
    def restarts(self) -> int:
        return len((self.folder / "restarts").read_text().splitlines())

    @property
    def current(self) -> str:
        return (self.folder / "opt" / "current").readlink().name

    def tracker(self, *arguments: str) -> str:
        """What a command says on the host."""
        command = [self.folder / "opt" / "current" / "bin" / "tracker", "--env-file", self.settings]
        done = subprocess.run(
            [*command, *arguments], env={"PATH": PATH}, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    folder, port = tmp_path / "host", free_ports(1)[0]
    folder.mkdir()
    checkout = tmp_path / "checkout"
    clone = ["git", "clone", "--quiet", "--local", "--no-hardlinks", str(ROOT), str(checkout)]
    subprocess.run(clone, check=True)
    for name in ("deploy.sh", "on-host.sh"):  # as they are now, committed or not
        shutil.copy(ROOT / "deploy" / name, checkout / "deploy" / name)
    restart = RESTART.format(folder=folder, python=sys.executable, port=port)
    (folder / "restart").write_text(restart)
    (folder / "stop").write_text(STOP.format(folder=folder))
    python = PYTHON.format(python=sys.executable, pip=Path(pip.__file__).parent)
    (folder / "python").write_text(python)
    (folder / "python").chmod(0o755)
    (folder / "Procfile").write_text(f"web: {folder}/opt/current/bin/tracker serve\n")
    with ssh_server(tmp_path / "ssh") as config:
        try:
            yield Host(folder, checkout, config)
        finally:
            stop(folder / "honcho.pid")


@contextmanager
def ssh_server(folder: Path) -> Iterator[Path]:
    """An ssh server with keys of its own; gives the settings of a client that knows it."""
    folder.mkdir()
    port = free_ports(1)[0]
    for name in ("host_key", "client_key"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    known = (folder / "host_key.pub").read_text()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {known}")
    (folder / "sshd").write_text(SSHD.format(port=port, folder=folder))
    client = SSH.format(port=port, folder=folder, user=getpass.getuser())
    (folder / "ssh").write_text(client)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # a Debian package makes it at the machine's start
    sshd = shutil.which("sshd", path=PATH)
    with running([str(sshd), "-D", "-e", "-f", str(folder / "sshd")], folder, (port,)):
        yield folder / "ssh"


def stop(pid_file: Path) -> None:
    """What the restart command has started, which is a group of its own."""
    if pid_file.exists():
        with_children = int(pid_file.read_text())
        try:
            os.killpg(with_children, 15)
        except ProcessLookupError:
            return


def test_a_host_is_installed_left_alone_upgraded_and_told_about(host: Host) -> None:
    # Installed.
    host.settings.write_text("# ours\nLOG_LEVEL=DEBUG\nREGISTRATION=open")
    done = host.deploys(PUBLIC_URL="https://stats.example.com")
    assert done.returncode == 0, done.stderr
    assert "It runs and can store visits." in done.stderr
    first, settings = host.current, host.settings.read_text()
    assert host.settings.stat().st_mode & 0o777 == 0o600
    assert settings.startswith("# ours\nLOG_LEVEL=DEBUG\nREGISTRATION=open\nDATA_DIR=")
    assert "\nPUBLIC_URL=https://stats.example.com\n" in settings
    assert re.search(r"^METRICS_TOKEN=[\w-]{40,}$", settings, re.M)
    assert host.tracker("ready") == "ready\n"

    # A second time nothing changes.
    running_one = host.tracker("status")
    done = host.deploys(PUBLIC_URL="https://other.example.com")
    assert done.returncode == 0, done.stderr
    assert "Nothing to do" in done.stderr
    assert (host.settings.read_text(), host.current, host.restarts) == (settings, first, 1)
    assert process_of(host.tracker("status")) == process_of(running_one)

    # A new release: restarted, on the same data and settings.
    host.commits("Change nothing")
    done = host.deploys()
    assert done.returncode == 0, done.stderr
    assert (host.current != first, host.restarts) == (True, 2)
    assert host.settings.read_text() == settings
    assert process_of(host.tracker("status")) != process_of(running_one)

    # Settings that cannot be used take no server down.
    host.settings.write_text(settings.replace("LOG_LEVEL=DEBUG", "LOG_LEVEL=LOUD"))
    done = host.deploys()
    assert done.returncode == 1
    assert 'LOG_LEVEL="LOUD" cannot be used' in done.stderr
    assert "Not restarted" in done.stderr
    assert host.restarts == 2

    # One that does not come up is told about, with its log.
    host.settings.write_text(settings + "HOST=192.0.2.1\n")
    host.commits("Change nothing again")
    done = host.deploys(WAIT="8")
    assert done.returncode == 1
    assert "Cannot serve on 192.0.2.1" in done.stderr
    # The next run tries again, though nothing is to be installed.
    host.settings.write_text(settings)
    done = host.deploys()
    assert (done.returncode, host.restarts) == (0, 4), done.stderr


def test_one_command_goes_back_to_the_release_before(host: Host) -> None:
    done = host.deploys()
    assert done.returncode == 0, done.stderr
    first = host.current
    done = host.deploys(BACK="yes")
    assert (done.returncode, host.current) == (1, first)
    assert "No earlier release is kept" in done.stderr

    # A release whose database the one before does not know.
    host.tracker("user", "add", "ada", "ada@example.com")
    schemas = host.checkout / "tracker" / "storage" / "file" / "schema"
    number = max(int(file.name[:3]) for file in schemas.glob("*.sql")) + 1
    (schemas / f"{number:03}_later.sql").write_text("create table later (x integer) strict;\n")
    subprocess.run(["git", "add", "-A"], cwd=host.checkout, check=True)
    host.commits("Know more")
    done = host.deploys()
    assert done.returncode == 0, done.stderr
    assert f"schema {number - 1} -> {number}, copy" in (host.folder / "log").read_text()
    host.tracker("user", "add", "eve", "eve@example.com")

    done = host.deploys(BACK="yes")
    assert done.returncode == 0, done.stderr
    assert host.current == first
    assert host.tracker("ready") == "ready\n"
    names = [user["name"] for user in json.loads(host.tracker("user", "list", "--json"))]
    assert names == ["ada"]
    assert len(list((host.folder / "data").glob("tracker-replaced-*.db"))) == 1

    # And forward again.
    done = host.deploys()
    assert done.returncode == 0, done.stderr
    assert host.current != first

    # Without a new schema nothing is restored.
    host.commits("Change nothing")
    assert host.deploys().returncode == 0
    host.tracker("user", "add", "eve", "eve@example.com")
    done = host.deploys(BACK="yes")
    assert done.returncode == 0, done.stderr
    assert "Restoring" not in done.stderr
    assert "eve" in host.tracker("user", "list")


def process_of(status: str) -> str:
    found = re.search(r"process (\d+)", status)
    assert found
    return found[1]


def test_a_host_that_is_not_reached_is_told_about(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "deploy" / "deploy.sh", "here"],
        env={
            "PATH": PATH,
            "SSH": f"ssh -o BatchMode=yes -p {free_ports(1)[0]} -F /dev/null 127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No way to here" in done.stderr


def test_without_a_host_it_says_how(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "deploy" / "deploy.sh"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "deploy/deploy.sh [USER@]HOST" in done.stderr
    assert "RESTART" in done.stderr


def test_the_scripts_have_no_known_mistake() -> None:
    if missing("shellcheck"):
        pytest.skip("no shellcheck: see scripts/proxies")
    first_lines = {
        path: path.read_text(errors="replace").partition("\n")[0]
        for folder in ("scripts", "deploy")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shell = [
        path
        for path, line in first_lines.items()
        if line.endswith(("/sh", "shell=sh disable=SC2154"))
    ]
    assert len(shell) >= 6
    checked = subprocess.run(
        ["shellcheck", *shell], capture_output=True, text=True, env={"PATH": PATH}, check=False
    )
    assert checked.returncode == 0, checked.stdout
