"""Threads that come and go leave little memory with the process."""

import re
import subprocess
import sys
from pathlib import Path

from tests.server_process import ROOT, running

THREADS = """
import sys, threading
from tracker.commands.arenas import keep_few_arenas
if sys.argv[1:]:
    keep_few_arenas()
meet = threading.Barrier(9)
def work():
    held = [bytes(2_000) for _ in range(1_000)]
    meet.wait(30)
    meet.wait(30)
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
meet.wait(30)
print(open("/proc/self/maps").read())
meet.wait(30)
"""
# What is in use of a heap, and what is reserved for it behind that.
HEAP = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 *\n\2-\S+ ---p 00000000 00:00 0 *$", re.M
)
EACH = 0x4000000  # glibc has a thread's heap begin at a multiple of that


def threads_heaps(maps: str) -> int:
    return sum(int(each[1], 16) % EACH == 0 for each in HEAP.finditer(maps))


def heaps_of(*arguments: str) -> int:
    command = (sys.executable, "-c", THREADS, *arguments)
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    return threads_heaps(done.stdout)


def test_eight_threads_share_one_heap() -> None:
    assert heaps_of("few") <= 1 < heaps_of()


async def test_a_server_has_few_heaps_from_its_start_on(data_dir: Path) -> None:
    async with running(data_dir) as server:
        assert threads_heaps(Path(f"/proc/{server.pid}/maps").read_text()) <= 1
