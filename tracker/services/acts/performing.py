"""All acts by their names. Whoever only asks for one does not import them."""

from __future__ import annotations

import inspect
from typing import Any

from tracker.services.acts import (
    backups,
    database,
    imports,
    login_sessions,
    maintenance,
    notes,
    pruning,
    reports,
    sites,
    stats,
    users,
)
from tracker.services.acts.acting import ANOTHER_RELEASE, Act, Acting, Answer, Refusal
from tracker.services.acts.words import in_words

ACTS: dict[str, Act] = {
    "assistant-tool": stats.assistant_tool,
    "backup": backups.backup,
    "prune": pruning.prune,
    "database-permit": database.database_permit,
    "database-reset": database.database_reset,
    "database-seed": database.database_seed,
    "import-begin": imports.import_begin,
    "import-end": imports.import_end,
    "import-list": imports.import_list,
    "import-look": imports.import_look,
    "import-running": imports.import_running,
    "import-undo": imports.import_undo,
    "maintenance-off": maintenance.maintenance_off,
    "maintenance-on": maintenance.maintenance_on,
    "maintenance-status": maintenance.maintenance_status,
    "note-add": notes.note_add,
    "reports-query": stats.reports_query,
    "reports-rebuild": reports.reports_rebuild,
    "reports-verify": reports.reports_verify,
    "save-open": backups.save_open,
    "session-create": login_sessions.session_create,
    "setup-link": login_sessions.setup_link,
    "site-add": sites.site_add,
    "site-list": sites.site_list,
    "user-about": users.user_about,
    "user-add": users.user_add,
    "user-admin": users.user_admin,
    "user-login-link": login_sessions.user_login_link,
    "user-list": users.user_list,
    "user-passwd": users.user_passwd,
    "user-switch": users.user_switch,
    "user-two-factors-off": users.user_two_factors_off,
}


async def perform(context: Acting, name: str, arguments: dict[str, Any]) -> Answer:
    """Do the act of that name; raises Refusal, also for what the database refuses."""
    act = ACTS.get(name)
    if act is None or not _takes(act, arguments):
        raise Refusal(ANOTHER_RELEASE)
    with in_words(context.config):
        return await act(context, **arguments)


def _takes(act: Act, arguments: dict[str, Any]) -> bool:
    try:
        inspect.signature(act).bind(None, **arguments)
    except TypeError:
        return False
    return True
