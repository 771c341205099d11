"""What systemd says by the environment, and what it is told."""

import os
import socket
from contextlib import closing
from pathlib import Path

from tracker.web.serving.systemd import handed_over, notify


def test_the_sockets_of_another_process_are_not_ours() -> None:
    environ = {"LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDS": "1"}
    assert handed_over(environ) == []
    assert environ == {}, "our own children must not take them for theirs"


def test_systemd_is_told(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "notify"))
        notify({"NOTIFY_SOCKET": str(tmp_path / "notify")}, "READY=1")
        assert manager.recv(100) == b"READY=1"
    notify({"NOTIFY_SOCKET": str(tmp_path / "gone")}, "READY=1")
    notify({}, "READY=1")
