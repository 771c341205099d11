"""What the audit log of a test's server has taken down."""

from aiohttp.test_utils import TestClient

from tracker.storage.accounts.audit import Entry, entries
from tracker.web import keys


async def audited(client: TestClient) -> list[Entry]:
    """Everything, oldest first."""
    await client.app[keys.AUDIT].flush()
    shown = await entries(client.app[keys.KEPT], limit=1_000)
    return [each.entry for each in reversed(shown)]


async def acts(client: TestClient) -> list[tuple[str, str]]:
    """(action, target) of everything, oldest first."""
    return [(entry.action, entry.target) for entry in await audited(client)]
