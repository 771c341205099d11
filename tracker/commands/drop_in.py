"""What a unit of systemd has to be told about these settings, as a file of tracker.service.d."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.config import Config
from tracker.services.checkup.folders import written_by_server
from tracker.services.checkup.unit import HOMES

STATE = Path("/var/lib")
HEAD = """\
# What `tracker config --unit` says of the settings: the folders that the server may write.
# Deploying writes it anew; put what is yours into another file of this folder.
"""
# These are the unit's own, or emptied when the server stops: PrivateTmp.
PASSING = (Path("/tmp"), Path("/var/tmp"))


def drop_in(config: Config) -> str:
    """ "" where the unit does as it is."""
    data_dir, *others = _outermost(each.folder for each in written_by_server(config))
    is_state = data_dir.parent == STATE
    more = others if is_state else [data_dir, *others]
    if not more and data_dir == STATE / "tracker":
        return ""
    return HEAD + "\n".join(
        [
            "[Unit]",
            f"RequiresMountsFor={_quoted(data_dir)}",
            "",
            "[Service]",
            "StateDirectory=",
            *([f"StateDirectory={_quoted(Path(data_dir.name))}"] if is_state else []),
            *_opened(more),
            "",
        ]
    )


def folders_to_make(config: Config) -> list[Path]:
    """Those that have to be there before the server starts: it may not write the folder above."""
    return _outermost(each.folder for each in written_by_server(config))


def _opened(folders: Sequence[Path]) -> list[str]:
    """One that is missing does not keep the server from starting: it says so itself."""
    hidden = [each for each in folders if _below(each, (*HOMES, *PASSING))]
    lines = [f"ReadWritePaths=-{_quoted(each)}" for each in folders if each not in hidden]
    if any(_below(each, HOMES) for each in hidden):
        lines.append("ProtectHome=tmpfs")
    return lines + [f"BindPaths=-{_quoted(each).replace(':', chr(92) + ':')}" for each in hidden]


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Without those that lie in another one; in the order given."""
    given = list(dict.fromkeys(folders))
    return [each for each in given if not _below(each, [x for x in given if x != each])]


def _below(folder: Path, others: Sequence[Path]) -> bool:
    return any(folder.is_relative_to(each) for each in others)


def _quoted(path: Path) -> str:
    """As systemd reads it: % begins a specifier, a space ends a word."""
    text = str(path).replace("%", "%%")
    return text.replace("\\", "\\\\").replace(" ", "\\x20")
