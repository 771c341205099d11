"""From the beacon to the disk and to the screens: what it takes, as parts of the application."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial

from aiohttp import web

from tracker.alerting import watching
from tracker.config import Config
from tracker.domain import agents, bots, sources
from tracker.domain.refusals import Reason
from tracker.domain.rows import Row
from tracker.services.background import beside
from tracker.services.erasing.rework import Rework
from tracker.services.erasing.site_removals import SiteRemovals
from tracker.services.erasing.site_resets import SiteResets
from tracker.services.erasing.text_sweep import TextSweep
from tracker.services.limits.disk_space import start_over_with_room
from tracker.services.limits.floor import MB, Floor
from tracker.services.limits.gates import Gates
from tracker.services.limits.rate_gate import RateGate
from tracker.services.limits.senders import Senders
from tracker.services.limits.shares import Shares, keeping
from tracker.services.live.clockwork import load_salts, tick
from tracker.services.live.fan_out import Live
from tracker.services.live.past import Past
from tracker.services.live.refused import Refused
from tracker.services.live.shared_feeds import SharedFeeds
from tracker.services.live.site_goals import SiteGoals
from tracker.services.live.tallies import Tallies
from tracker.services.peers.kept_counts import keeping_counts
from tracker.services.peers.last_pages import LastPages
from tracker.services.peers.peer_counts import PeerCounts
from tracker.services.peers.umami_tokens import UmamiTokens
from tracker.services.presence.presence import Presence
from tracker.services.recording.intake import Intake
from tracker.services.recording.late_places import LatePlaces
from tracker.services.recording.recorder import Recorder
from tracker.services.recording.resume import resume
from tracker.services.recording.rules import Rules
from tracker.services.recording.visitors import DaySalts, Visitors
from tracker.services.reports.site_heads import SiteHeads
from tracker.services.sites.refused_days import RefusedDays
from tracker.services.upkeep.health import Health
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.salts import Salts
from tracker.storage.log.totals import FileTotals
from tracker.storage.past.past_rows import FilePast
from tracker.web import keys
from tracker.web.live.event_stream import follower_of

# The log as what it is: only who keeps and sweeps its dictionary asks for more than WholeLog.
FILE_LOG = web.AppKey("file_log", SqliteEventLog)
# And who writes it: only imports have more written than rows.
FILE_RECORDER = web.AppKey("file_recorder", Recorder)


@asynccontextmanager
async def fan_out(app: web.Application) -> AsyncIterator[None]:
    """The log, and those who are told of what it takes."""
    log = app[FILE_LOG] = SqliteEventLog(app[keys.DATABASE])
    app[keys.LOG] = app[keys.WHOLE_LOG] = log
    await log.open()
    live = app[keys.LIVE] = Live()
    app[keys.PRESENCE] = Presence()
    app[keys.GOALS] = SiteGoals(app[keys.KEPT], live.tell)
    app[keys.PAST] = Past(FilePast(app[keys.DATABASE]), log, app[keys.CLOCK])
    totals = app[keys.FACTS] = FileTotals(app[keys.DATABASE])
    app[keys.TALLIES] = Tallies(totals, log)
    days = RefusedDays(app[keys.KEPT], app[keys.SITES], app[keys.CLOCK])
    alerts = app[keys.ALERTS] = watching(app)

    def count(site_id: int, reason: Reason, now: int) -> None:
        days.add(site_id, reason, now)
        alerts.refused(site_id, reason, now)

    app[keys.REFUSED_DAYS], app[keys.REFUSED] = days, Refused(live.tell, count)
    app[keys.SHARED_FEEDS] = SharedFeeds(partial(follower_of, app), lambda: secrets.token_hex(8))
    async with days.working():
        yield
    await app[keys.SHARED_FEEDS].close()
    await app[keys.TALLIES].close()


@asynccontextmanager
async def recording(app: web.Application) -> AsyncIterator[None]:
    """From the beacon to the disk. Drained before the database closes."""
    config, db, log, now = (app[keys.CONFIG], app[keys.DATABASE], app[FILE_LOG], app[keys.CLOCK])
    live, presence, tallies = app[keys.LIVE], app[keys.PRESENCE], app[keys.TALLIES]
    alerts = app[keys.ALERTS]
    salts = Salts(config.data_dir / "salts.json", secrets.token_bytes, app[keys.SETTLED])
    start = log.head
    heads = app[keys.SITE_HEADS] = SiteHeads(lambda _site: start)

    def committed(rows: Sequence[Row]) -> None:
        presence.turn_to(now())
        presence.apply(rows)
        tallies.apply(rows)
        heads.apply(rows)
        live.publish(rows)
        alerts.apply(rows)

    recorder = app[keys.RECORDER] = app[FILE_RECORDER] = Recorder(
        log, committed, time.monotonic, config.queue_size, secrets.token_bytes(16)
    )
    shares = app[keys.SHARES] = shares_of(config, salts)
    log.admit_by(shares)
    floor = app[keys.FLOOR] = Floor(config.data_dir, config.free_mb * MB)
    visitors = set_up_intake(app, salts)
    kept = (partial(load_salts, salts, now()), partial(shares.load, now()))
    prepared = (*kept, agents.warm_up, bots.warm_up, sources.warm_up)
    for prepare in prepared:
        await asyncio.to_thread(prepare)
    if not db.read_only:  # nobody comes; and what would be read may be what is damaged
        await resume(db, log.head, now(), recorder.sequencer, visitors, presence)
    writing = asyncio.create_task(recorder.run())
    health = app[keys.HEALTH] = Health(config.data_dir, recorder, db, floor, time.monotonic)
    try:
        ticking = beside(partial(tick, presence, live, salts, now))
        async with ticking, health.watching(), erasing(app, recorder, visitors):
            counts = keeping_counts(app[keys.PEER_COUNTS], config.data_dir / "peer-counts.json")
            async with leaving_read_only(app), keeping(shares, now), counts, floor.watched():
                yield
    finally:
        recorder.close()
        await writing


@asynccontextmanager
async def erasing(
    app: web.Application, recorder: Recorder, visitors: Visitors
) -> AsyncIterator[None]:
    """The end of deleted sites, of numbers that begin anew, and of what nobody names any more."""
    kept, db, log, now = app[keys.KEPT], app[keys.DATABASE], app[FILE_LOG], app[keys.CLOCK]
    removals = app[keys.REMOVALS] = SiteRemovals(kept, db, log, recorder, now, partial(forget, app))
    sweep = app[keys.SWEEP] = TextSweep(db, log)
    resets = app[keys.RESETS] = SiteResets(
        kept,
        db,
        log,
        recorder,
        recorder.sequencer.visitors,
        app[keys.SITES],
        now,
        partial(begin_anew, app, visitors),
    )
    removals.erased = resets.erased = sweep.wake
    rework = Rework(db, log, sweep.wake)
    async with removals.working(), resets.working(), sweep.working(), rework.working():
        yield


def forget(app: web.Application, site_id: int) -> None:
    """What is not in the log of a site that is no more, as far as this process has it: imports are
    there from the end of the start on, others in the only process that is the server."""
    app[keys.BLOCKS].forget(site_id)
    app[keys.ALIASES].forget(site_id)
    app[keys.PEER_COUNTS].forget(site_id)
    app[keys.REFUSED].forget(site_id)
    for key in (keys.GOALS, keys.REFUSED_DAYS, keys.UPLOADS, keys.ALERTS):
        if key in app:
            app[key].forget(site_id)


async def begin_anew(app: web.Application, visitors: Visitors, site_id: int) -> None:
    """What is not in the log of a site whose numbers do."""
    app[keys.REFUSED].forget(site_id)
    await app[keys.REFUSED_DAYS].begin_anew(site_id)
    visitors.count_anew(site_id)


def set_up_intake(app: web.Application, salts: DaySalts) -> Visitors:
    """What a hit has to pass on its way to the recorder; gives the visitors it knows."""
    now, service = app[keys.CLOCK], app[keys.GEO_SERVICE]
    directory, recorder = app[keys.SITES], app[keys.RECORDER]
    visitors = Visitors(salts, service.known if service else app[keys.GEOLOCATION].find, now())
    app[keys.LAST_PAGES], app[keys.PEER_COUNTS] = LastPages(secrets.token_hex(8)), PeerCounts()
    app[keys.UMAMI_TOKENS] = UmamiTokens(secrets.token_bytes(32))
    gates = app[keys.GATES] = gates_of(app[keys.CONFIG], app[keys.FLOOR])
    app[keys.INTAKE] = Intake(
        directory=directory,
        gates=gates,
        rules=Rules(directory, app[keys.BLOCKS], app[keys.TEST_TOKENS], app[keys.SPAM_LIST]),
        visitors=visitors,
        shares=app[keys.SHARES],
        recorder=recorder,
        refused=app[keys.REFUSED],
        late_places=LatePlaces(service, directory, recorder, now) if service else None,
        now=now,
    )
    return visitors


def gates_of(config: Config, floor: Floor) -> Gates:
    """The rates that the operator chose, and the room on the disk."""
    addresses = RateGate(config.rate_per_address, config.rate_burst)
    sites = RateGate(config.rate_per_site, config.rate_per_site)
    gates = Gates(addresses, sites, floor, time.monotonic)
    gates.sites_may(config.rate_per_site)
    return gates


def shares_of(config: Config, salts: DaySalts) -> Shares:
    """The counts of what strangers may have kept; they know addresses by the day's salt only."""

    def salt(now: int) -> bytes:
        return salts.of(datetime.fromtimestamp(now / 1000, UTC).date())

    senders = Senders(config.mb_per_address * MB, salt)
    return Shares(config.texts_per_site, senders, config.data_dir / "shares.json")


def leaving_read_only(app: web.Application) -> AbstractAsyncContextManager[None]:
    """A server that started on a full disk starts over once there is room; a damaged file stays."""
    db, between = app[keys.DATABASE], app[keys.BETWEEN]
    if between is None or not db.read_only or db.condition.damage:
        return nullcontext()
    folder = app[keys.CONFIG].data_dir
    return beside(partial(start_over_with_room, folder, between.start_over))
