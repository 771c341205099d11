"""What an act has at hand, and how it says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.config import Config
from tracker.services.finishing import Finishing
from tracker.storage.accounts.audit import Entry

if TYPE_CHECKING:  # who asks a server for an act needs none of them
    from tracker.services.accounts.accounts import Accounts
    from tracker.services.accounts.audit import AuditLog
    from tracker.services.accounts.log_ins import LogIns
    from tracker.services.accounts.new_passwords import NewPasswords
    from tracker.services.accounts.passwords import Passwords
    from tracker.services.accounts.setup_link import PrintedLinks, SetupLink
    from tracker.services.assistants.asker import Watching
    from tracker.services.erasing.pruning import Pruning
    from tracker.services.erasing.site_removals import Removals
    from tracker.services.imports.imports import Imports
    from tracker.services.imports.undoing import UndoneImports
    from tracker.services.recording.entries import Recording
    from tracker.services.reports.followed_reports import FollowedReports
    from tracker.services.reports.reports import Engine
    from tracker.services.settled_clock import SettledClock
    from tracker.services.sites.refused_days import RefusedDays
    from tracker.services.sites.revoking import Revoked
    from tracker.services.sites.site_directory import SiteDirectory
    from tracker.services.upkeep.backups import Backups
    from tracker.services.upkeep.health import Readiness
    from tracker.services.upkeep.maintenance import Maintenance
    from tracker.services.upkeep.open_database import OpenDatabase
    from tracker.storage.file.database import Database
    from tracker.storage.file.transactions import Accounts as Kept

COMMAND_LINE = "command line"  # where the audit log has the network of a browser
Show = Callable[[int, int], None]  # so much is done of so much
Work = Callable[[Config, Show], Awaitable[dict[str, Any]]]
# Its answer, or work for when the data folder is locked and nothing has the database open: beside
# a server that is between two lives of it. The work's answer is then the act's.
Answer = dict[str, Any] | Work
Act = Callable[..., Awaitable[Answer]]


T = TypeVar("T")

# They change nothing that is not made again, and may take long.
ENDS_WITH_ITS_COMMAND = frozenset(
    {"assistant-tool", "backup", "reports-query", "reports-rebuild", "reports-verify"}
)

ANOTHER_RELEASE = "The server that runs here is of another release than this command: restart it."


class Refusal(Exception):
    """The act was not done; the message is one sentence for the person at the terminal."""


def unseen(_done: int, _total: int) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True)
class Acting:
    """The objects of the running server, or those of a command that holds the data folder's
    lock. What only a server has is None without one."""

    db: Database
    kept: Kept
    revoked: Revoked
    config: Config
    now: Callable[[], int]  # ms, UTC
    settled: SettledClock  # the same, for what is forgotten by its age
    directory: SiteDirectory
    accounts: Accounts
    log_ins: LogIns
    new_passwords: NewPasswords
    passwords: Passwords
    audit: AuditLog
    progress: Show = unseen
    open_database: OpenDatabase | None = None
    recorder: Recording | None = None
    removals: Removals | None = None
    health: Readiness | None = None
    backups: Backups | None = None
    pruning: Pruning | None = None
    maintenance: Maintenance | None = None
    setup_link: SetupLink | None = None
    printed_links: PrintedLinks | None = None
    address: str = ""  # where the server is found, its BASE_PATH included
    engine: Engine | None = None  # the same reports, as they are asked
    reports: FollowedReports | None = None
    imports: Imports | None = None
    undone_imports: UndoneImports | None = None
    watching: Watching | None = None
    refused_days: RefusedDays | None = None

    def note(self, action: str, target: str = "") -> None:
        """An entry in the audit log; `target` is such as "user 7", and no secret."""
        self.audit.add(Entry(self.now(), None, COMMAND_LINE, action, target))


def whole(finishing: Finishing, name: str, work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """The work of that act, which is finished also when the command that asked for it is stopped;
    only what changes nothing ends with it."""
    return work if name in ENDS_WITH_ITS_COMMAND else finishing.whole(work)
