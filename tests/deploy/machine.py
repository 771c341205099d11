"""A machine of its own for a deployment: systemd as process 1 of its own namespaces, over a copy of
this machine's files that goes away with it. What it runs is what a server runs: the very units."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.proxies import PATH, missing

SYSTEMD = Path("/usr/lib/systemd/systemd")
UP_WITHIN = 30.0  # seconds
# A Python that nobody but root may run is put where the server's user finds it.
PYTHON_HERE = Path(sys.base_prefix)
PYTHON_THERE = Path("/opt/python") if PYTHON_HERE.parts[1] in {"root", "home"} else PYTHON_HERE
CHECKOUT = Path(__file__).parents[2]  # its pip is used there, wherever it is: below /tmp too
# Nothing of this machine is started: only what a unit of Tracker asks for.
BOOT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --rbind /dev dev
mkdir -p opt/python
[ "$3" = "$2" ] || mount --rbind "$2" ".$3"
mkdir -p ".$4"
mount --rbind "$4" ".$4"
rm -rf etc/systemd/system etc/tracker.env opt/tracker var/lib/tracker
mkdir -p etc/systemd/system old
for unit in lib/systemd/system/*.target.wants/* lib/systemd/system/systemd-journald*; do
    case "${unit##*/}" in *.target) ;; *) ln -sf /dev/null "etc/systemd/system/${unit##*/}" ;; esac
done
printf '[Unit]\\nDefaultDependencies=no\\n' >etc/systemd/system/boot.target
pivot_root . old
umount -l /old
[ "$3" = "$2" ] || { echo "$3/lib" >/etc/ld.so.conf.d/00-python.conf && ldconfig; }
export container=test
exec /usr/lib/systemd/systemd --system --unit=boot.target --log-target=console --show-status=no
"""
NAMESPACES = ("--mount", "--pid", "--cgroup", "--ipc", "--uts", "--net", "--fork", "--kill-child")


class Machine:
    """One that has started. `root` is its file system as this machine sees it."""

    def __init__(self, process: int) -> None:
        self._process = process
        self.root = Path(f"/proc/{process}/root")

    def runs(self, *command: str, check: bool = True, **more: object) -> str:
        """What a command says there, as root; CalledProcessError if it fails."""
        done = subprocess.run(
            [*self.enter, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
            env={"PATH": PATH, "LANG": "C.UTF-8"},
            **more,
        )
        if check and done.returncode:
            raise AssertionError(f"{command} ended with {done.returncode}: {done.stdout}")
        return done.stdout

    @property
    def enter(self) -> list[str]:
        """What goes before a command."""
        return ["nsenter", "--target", str(self._process), "--all", "--"]

    def shows(self, unit: str, what: str) -> str:
        """A property of a unit."""
        return self.runs("systemctl", "show", unit, f"--property={what}", "--value").strip()


def no_machine() -> str:
    """Why there can be none here; "" where there can."""
    if os.geteuid() != 0:
        return "needs root"
    if absent := missing("unshare", "nsenter", "systemctl", "useradd"):
        return f"no {absent[0]}"
    if not SYSTEMD.exists():
        return "no systemd"
    tried = subprocess.run(
        ["unshare", *NAMESPACES, "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
        capture_output=True,
        check=False,
    )
    return "no namespaces" if tried.returncode else ""


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Running while the context is open; its words are in folder/machine.log."""
    state = folder / "machine"
    state.mkdir()
    with (folder / "machine.log").open("w") as log:
        outside = subprocess.Popen(
            [
                *("unshare", *NAMESPACES, "sh", "-c", BOOT, "boot"),
                *map(str, (state, PYTHON_HERE, PYTHON_THERE, CHECKOUT)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield _up(outside, folder / "machine.log")
        finally:
            outside.kill()  # and with its first process the machine
            outside.wait()
            shutil.rmtree(state, ignore_errors=True)


def _up(outside: subprocess.Popen[bytes], log: Path) -> Machine:
    until = time.monotonic() + UP_WITHIN
    children = Path(f"/proc/{outside.pid}/task/{outside.pid}/children")
    while time.monotonic() < until and outside.poll() is None:
        if first := children.read_text().split():
            there = Machine(int(first[0]))
            if "boot.target" in there.runs("systemctl", "list-units", "--plain", check=False):
                return there
        time.sleep(0.1)
    raise AssertionError(f"The machine did not start: {log.read_text()}")
