"""scripts/install on machines that lack something, played by false commands on the PATH."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parent.parent
TOOLS = ("sh", "tr", "cmp", "cp", "rm", "mkdir", "cat")

# Writes down what it is asked, and does what a Python would, except for what LACKS names.
FALSE_PYTHON = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$LACKS $*" in
*configparser*) exec "$REAL" "$@" ;;
duckdb*"pip install"*]) echo "$NO_WHEEL" >&2; exit 1 ;;
esac
case "$*" in
*version_info\\[:2\\]*) echo python3.11-venv ;;
*python_version*) echo 3.9.2 ;;
*version_info*) [ "$LACKS" != version ] ;;
*ensurepip*) [ "$LACKS" != venv ] ;;
*"import pip"*) [ "$LACKS" != pip ] ;;
*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
*"pip install"*fast*) case "$LACKS" in wheel|passkeys|network) exit 1 ;; esac ;;
*"pip install"*passkeys*) case "$LACKS" in passkeys|network) exit 1 ;; esac ;;
*"pip install"*) [ "$LACKS" != network ] ;;
esac
"""

NO_WHEEL = "ERROR: No matching distribution found for duckdb<3,>=2.0.1 (from tracker)"


class Machine:
    def __init__(self, folder: Path, *commands: str) -> None:
        self.folder = folder
        self.path = folder / "bin"
        self.path.mkdir()
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or "")
        for command in commands:
            self.offers(command)
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        shutil.copy(ROOT / "setup.cfg", folder)

    def offers(self, command: str) -> None:
        (self.path / command).write_text(FALSE_PYTHON)
        (self.path / command).chmod(0o755)

    def installs(self, *extras: str, lacks: str = "") -> subprocess.CompletedProcess[str]:
        environ = {"PATH": str(self.path), "CALLS": str(self.folder / "calls"), "LACKS": lacks}
        environ |= {"REAL": sys.executable, "NO_WHEEL": NO_WHEEL}
        return subprocess.run(
            ["sh", "scripts/install", *extras],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installations(self) -> list[str]:
        calls = (self.folder / "calls").read_text().splitlines()
        return [call.rpartition(" ")[2] for call in calls if "pip install" in call]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "python3", "apt-get")


def test_a_machine_with_everything_gets_the_fast_loop(machine: Machine):
    assert machine.installs().returncode == 0
    assert machine.installations == [".[fast,passkeys,mailbox]"]


def test_extras_are_installed(machine: Machine):
    assert machine.installs("test,dev").returncode == 0
    assert machine.installations == [".[fast,passkeys,mailbox,test,dev]"]


def test_a_machine_without_a_wheel_of_the_fast_loop_does_without(machine: Machine):
    assert machine.installs(lacks="wheel").returncode == 0
    assert machine.installations == [".[fast,passkeys,mailbox]", ".[passkeys,mailbox]"]


def test_a_machine_without_a_wheel_of_cryptography_does_without_passkeys(machine: Machine):
    assert machine.installs(lacks="passkeys").returncode == 0
    assert machine.installations[2:] == [".[mailbox]"]


def test_a_machine_without_a_wheel_of_duckdb_does_without_reports(machine: Machine):
    done = machine.installs(lacks="duckdb")
    assert (done.returncode, "without reports" in done.stderr) == (0, True)
    needs = (machine.folder / ".venv/needs.txt").read_text()
    assert "aiohttp>=" in needs
    assert "IMAPClient" in needs
    assert "duckdb" not in needs
    assert machine.installations[3:] == [".venv/needs.txt", "."]


def test_a_second_time_nothing_is_installed(machine: Machine):
    machine.installs()
    assert machine.installs().returncode == 0
    assert len(machine.installations) == 1


def test_a_changed_setup_cfg_is_installed_again(machine: Machine):
    machine.installs()
    with (machine.folder / "setup.cfg").open("a") as settings:
        settings.write("\n")
    machine.installs()
    assert len(machine.installations) == 2


def test_a_failed_installation_is_tried_again(machine: Machine):
    failed = machine.installs(lacks="network")
    assert failed.returncode == 1
    assert "The installation failed" in failed.stderr
    assert machine.installs().returncode == 0


def test_no_python_at_all_says_what_to_install(tmp_path: Path):
    refused = Machine(tmp_path, "apt-get").installs()
    assert refused.returncode == 1
    assert "Tracker needs Python 3.11 or newer; none was found." in refused.stderr
    assert "sudo apt-get install python3 python3-venv" in refused.stderr


def test_an_old_python_says_what_to_install(machine: Machine):
    refused = machine.installs(lacks="version")
    assert refused.returncode == 1
    assert "needs Python 3.11 or newer; only Python 3.9.2 was found." in refused.stderr
    assert "sudo apt-get install python3 python3-venv" in refused.stderr


def test_a_python_without_venv_says_what_to_install(machine: Machine):
    refused = machine.installs(lacks="venv")
    assert refused.returncode == 1
    assert "python3 cannot make virtual environments" in refused.stderr
    assert "sudo apt-get install python3.11-venv" in refused.stderr


def test_a_python_without_pip_says_what_to_install(machine: Machine):
    refused = machine.installs(lacks="pip")
    assert refused.returncode == 1
    assert "sudo apt-get install python3-pip" in refused.stderr


@pytest.mark.parametrize(
    ("tool", "advice"),
    [
        ("dnf", "sudo dnf install python3 python3-pip"),
        ("apk", "apk add python3 py3-pip"),
        ("brew", "brew install python"),
        ("nothing", "https://www.python.org/downloads/"),
    ],
)
def test_the_advice_is_for_this_machine(tmp_path: Path, tool: str, advice: str):
    assert advice in Machine(tmp_path, tool).installs().stderr


def test_a_newer_python_beside_an_old_one_is_found(tmp_path: Path):
    machine = Machine(tmp_path, "python3.12")
    (machine.path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (machine.path / "python3").chmod(0o755)
    assert machine.installs().returncode == 0


def test_the_scripts_can_be_run():
    assert all(os.access(script, os.X_OK) for script in (ROOT / "scripts").glob("[!_]*[!.py]"))
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
