"""What a stranger may put into each function of domain/, and as much of it as can get there."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tracker.domain import (
    addresses,
    agents,
    avatars,
    bot_names,
    bot_patterns,
    bots,
    brands,
    campaigns,
    channels,
    client_address,
    days,
    devices,
    events,
    expiring,
    filters,
    hits,
    host_shapes,
    hosts,
    ids,
    known_browsers,
    known_sources,
    languages,
    mailed_links,
    message_of,
    messages,
    moments,
    names,
    news,
    one_time_codes,
    origins,
    own_path,
    own_words,
    page_look,
    passkeys,
    places,
    proxies,
    recent,
    recent_pageviews,
    referrers,
    refusals,
    remembered,
    resume_points,
    retention,
    roles,
    rows,
    shard_cursors,
    shares,
    snippets,
    source_table,
    sources,
    spam,
    spreadsheets,
    stored_sources,
    text,
    tokens,
    urls,
    versions,
    visitors,
    visits,
)

HEADER = 8_190  # characters: what the server reads of one
BODY = 32 * 1024
QUERY = 16 * 1024
PATH = 2_048
MARKS = 4 * 44  # of known browsers: longer cookies are none of ours
OURS = urlsplit("https://stats.example.com")
LOOKED = page_look.Looked("https://a.example/", "", [], "https://b.example/s.js", "k")
HOSTS = tuple(f"{n}.{'xn--mnchen-3ya.' * 15}example" for n in range(50))  # of a site's list
UTC = ZoneInfo("UTC")
NOW = 1_800_000_000_000

PIECES = {
    "marks out of order": "\u0301\u0327",
    "marks of three classes": "\u0301\u0327\u0345",
    "marks inside letters": "\u0f73",
    "half-width marks": "\uff9e\u0301",
    "letters with marks": "e\u0301",
    "a letter that is eighteen": "\ufdfa",
    "cases that grow": "\u0390\u0130\u00df",
    "astral letters": "\U0001d56c",
    "emoji": "\U0001f469\u200d",
    "half letters": "\ud800",
    "bytes that are no text": "%ff",
    "escaped letters": "%F0%9F%98%80",
    "escaped twice": "%25",
    "hundreds": "%",
    "cookies": "a=b;",
    "charsets": "charset=x;",
    "quotes": '"\\',
    "punycode": "xn--",
    "labels of punycode": "xn--a.",
    "digits": "9",
    "NULs": "\0",
    "lines": "\r\n",
    "letters": "a",
    "one letter a label": "a.",
    "words": "bot ",
    "versions": "_0",
    "tags": "utm_source=a&",
    "brackets": "[",
    "lists": "[[],",
} | {f"only {each!r}": each for each in "/.,;&=:@?#\\-_+~(){}|<>'!*$^` \t\u3002\uff0e"}
BEFORE = ("", "http://", "https://a.example/", "a@", "for=", "[", '"', "xn--a")


def texts(longest: int) -> Iterator[str]:
    """Every piece again and again, as long as may be, also behind what is read as a beginning."""
    for piece in PIECES.values():
        for start in BEFORE:
            yield start + (piece * (longest // len(piece) + 1))[: longest - len(start)]


def as_it_is(given: str) -> Iterable[Any]:
    return [given]


class Case(NamedTuple):
    """How long a text can be when it gets to a function, and how the function is given it: as
    each of what is made of it."""

    longest: int
    call: Callable[[Any], object]
    made: Callable[[str], Iterable[Any]] = as_it_is


def campaign(given: str) -> campaigns.Campaign:
    short = text.tidy(given, campaigns.TAG_LIMIT)
    return campaigns.Campaign(short, short, short, short, short, "gclid")


def trusted() -> proxies.Proxies:
    return proxies.parse_proxies(["127.0.0.1", "10.0.0.0/8"])


def sound(given: str) -> str:
    """Without half letters: none get there."""
    return given.encode("utf-8", "replace").decode()


def ascii_only(given: str) -> str:
    """As it gets there."""
    return given.encode("ascii", "replace").decode()


def lines(given: str) -> list[str]:
    """As many as the server reads headers."""
    return [given] * 60


def event(given: str) -> events.Event:
    long = text.tidy(given, PATH)
    page = events.Page(long, long, campaign(given))
    source = sources.Source(long[:200], "referral")
    found = (
        long,
        long,
        source,
        places.NOWHERE,
        events.UNKNOWN,
        long[:35],
        0,
        json.dumps({"a": long}),
        None,
    )
    return events.Event(1, 1, NOW, 1, 1, 1, long[:120], page, *found)


def bodies(given: str) -> Iterator[bytes]:
    """JSON of many kinds of it."""
    whole = (given * 2)[: BODY // 2]
    yield whole.encode("utf-8", "replace")
    yield json.dumps({"url": whole[: BODY // 12]}).encode()
    yield json.dumps({"url": whole}, ensure_ascii=False).encode("utf-8", "replace")[:BODY]
    for depth in (200, BODY // 2):
        yield b'{"url":"https://a/","properties":{"a":' + b"[" * depth + b"]" * depth + b"}}"
    yield b'{"url":"https://a/","width":' + b"9" * (BODY - 40) + b"}"
    yield b'{"url":"https://a/","properties":{"n":[' + b"9" * 4_300 + b"]}}"
    yield json.dumps(
        {"url": "https://a/", "properties": dict.fromkeys(map(str, range(2_000)))}
    ).encode()


def properties(given: str) -> Iterator[dict[str, object]]:
    whole = given[:BODY]
    yield {whole: whole}
    yield {str(number): whole[:500] for number in range(64)}
    yield {str(number): [[whole[:400]]] for number in range(64)}
    yield {str(number): 9 * 10**4_200 for number in range(7)}


def numbers(function: Callable) -> Callable[[str], object]:
    """A function that takes no text."""
    return lambda _: function()


def message(given: str) -> messages.LogMessage | None:
    return message_of.message_of(event(given))


def moment(given: str) -> None:
    with suppress(moments.NotAMoment):
        moments.read_moment(given, UTC)


def resume_point(given: str) -> None:
    with suppress(ValueError):
        resume_points.read_resume_point(given)


def late_title(given: str) -> bool:
    row = rows.TitleCorrection(1, NOW, 7, given)
    return rows.attach(row, rows.Pageview(1, 1, NOW))


def kept(given: str) -> remembered.Remembered[str, str]:
    """With little room, and the text in it."""
    memory: remembered.Remembered[str, str] = remembered.Remembered(4 * BODY)
    for number in range(20):
        memory.put(f"{number}{given}"[: BODY // 2], given)
    return memory


def worked_out(given: str) -> str:
    return remembered.remembering(1_000)(str.upper)(given)


def pageviews() -> recent_pageviews.RecentPageviews:
    memory = recent_pageviews.RecentPageviews(1_000, 64)
    for number in range(100):
        memory.put(number, number, number, NOW)
    return memory


def full_memory() -> recent.RecentInts:
    memory = recent.RecentInts(1_000, 64)
    memory.add_all(range(200), NOW)
    return memory


def full_for_a_while() -> expiring.Expiring[int, int]:
    memory: expiring.Expiring[int, int] = expiring.Expiring(lambda: 0, 64)
    for number in range(200):
        memory.put(number, number, 9)
    return memory


CASES = {
    "addresses.is_local": Case(HEADER, addresses.is_local),
    "addresses.is_public": Case(HEADER, addresses.is_public),
    "addresses.is_this_machine": Case(HEADER, addresses.is_this_machine),
    "addresses.mask": Case(HEADER, addresses.mask),
    "addresses.network_of": Case(HEADER, addresses.network_of),
    "addresses.parsed_address": Case(HEADER, addresses.parsed_address),
    "addresses.plain_address": Case(HEADER, addresses.plain_address),
    "addresses.rate_key": Case(HEADER, addresses.rate_key),
    "addresses.shortened": Case(HEADER, addresses.shortened),
    "agents.read_agent": Case(HEADER, lambda t: agents.read_agent(t, t, t, t)),
    "agents.warm_up": Case(0, numbers(agents.warm_up)),
    "avatars.digest_of": Case(names.LONGEST * 18, lambda t: avatars.digest_of(sound(t))),
    "avatars.draw": Case(64, lambda t: avatars.draw(avatars.digest_of(sound(t)))),
    "bot_names.name_in": Case(512, lambda t: bot_names.name_in(ascii_only(t), "bot")),
    "bot_patterns.finders": Case(0, numbers(bot_patterns.finders)),
    "bot_patterns.listed": Case(0, numbers(bot_patterns.listed)),
    "bots.bot_name": Case(HEADER, bots.bot_name),
    "bots.warm_up": Case(0, numbers(bots.warm_up)),
    "brands.told_brand": Case(512, brands.told_brand),
    "campaigns.campaign_of": Case(QUERY, campaigns.campaign_of),
    "campaigns.kept_tags": Case(campaigns.TAG_LIMIT, lambda t: campaigns.kept_tags(campaign(t))),
    "channels.channel_named": Case(campaigns.TAG_LIMIT, channels.channel_named),
    "channels.channel_of": Case(
        campaigns.TAG_LIMIT, lambda t: channels.channel_of(campaign(t), "", "search", False)
    ),
    "channels.channel_today": Case(campaigns.TAG_LIMIT, channels.channel_today),
    "channels.plain_channel": Case(0, numbers(lambda: channels.plain_channel("site", False))),
    "client_address.client_address": Case(
        HEADER,
        lambda t: (
            client_address.client_address("10.0.0.1", lines(t), [], trusted()),
            client_address.client_address("10.0.0.1", [], lines(t), trusted()),
        ),
    ),
    "days.Day.before": Case(0, numbers(lambda: days.local_day(NOW, UTC).before)),
    "days.clock_time": Case(0, numbers(lambda: days.clock_time(NOW, UTC))),
    "days.date_of": Case(0, numbers(lambda: days.date_of(NOW, UTC))),
    "days.day_begins": Case(0, numbers(lambda: days.day_begins(date(2026, 11, 21), UTC))),
    "days.day_after": Case(0, numbers(lambda: days.day_after(NOW, UTC))),
    "days.day_before": Case(0, numbers(lambda: days.day_before(NOW, UTC))),
    "days.day_number": Case(0, numbers(lambda: days.day_number(NOW, UTC))),
    "days.day_start": Case(0, numbers(lambda: days.day_start(NOW, UTC))),
    "days.local_day": Case(0, numbers(lambda: days.local_day(NOW, UTC))),
    "devices.device_class": Case(512, lambda t: devices.device_class(sound(t), t, t)),
    "expiring.Expiring.get": Case(0, numbers(lambda: full_for_a_while().get(7))),
    "expiring.Expiring.pop": Case(0, numbers(lambda: full_for_a_while().pop(7))),
    "expiring.Expiring.put": Case(0, numbers(lambda: full_for_a_while().put(99, 1, 9))),
    "filters.Conditions.met_by": Case(
        QUERY, lambda t: filters.read_filter({"page_begins": t}).visits.met_by(message(t))
    ),
    "filters.Conditions.asked": Case(
        QUERY, lambda t: filters.read_filter({"page": t}).visits.asked
    ),
    "filters.Filter.selects_visits": Case(
        QUERY, lambda t: filters.read_filter({"page": t}).selects_visits
    ),
    "filters.Filter.passes": Case(
        QUERY, lambda t: filters.read_filter({"only_page": t}).passes(message(t))
    ),
    "filters.read_filter": Case(
        QUERY,
        lambda t: filters.read_filter(
            {
                f"{prefix}{name}": t
                for prefix in ("", "only_")
                for name in filters.Conditions._fields
            }
        ),
    ),
    "hits.properties_text": Case(BODY, hits.properties_text, properties),
    "hits.read_hit": Case(BODY, hits.read_hit, bodies),
    "hits.read_original": Case(
        BODY, lambda t: hits.read_original({"event": t, "data": t, "url": t}, t)
    ),
    "hits.read_query": Case(
        QUERY, lambda t: hits.read_query({"url": t} | {f"p.{n}": t[:90] for n in range(180)})
    ),
    "hits.read_values": Case(
        BODY, lambda t: hits.read_values({"url": t, "width": t[:4_000], "excluded": t})
    ),
    "hits.screen_width": Case(BODY, hits.screen_width),
    "hits.tidied": Case(BODY, lambda t: hits.tidied(hits.Hit(t, t, t, t, t))),
    "hosts.bare_host": Case(PATH, hosts.bare_host),
    "hosts.may_report": Case(253, lambda t: hosts.may_report(t, HOSTS)),
    "hosts.read_host": Case(BODY, lambda t: refused(hosts.read_host, t)),
    "hosts.site_name": Case(BODY, hosts.site_name),
    "ids.Ids.go_on_after": Case(0, numbers(lambda: ids.Ids().go_on_after(7))),
    "ids.Ids.next": Case(0, numbers(lambda: ids.Ids().next(NOW))),
    "ids.given_at": Case(0, numbers(lambda: ids.given_at(7))),
    "ids.first_id": Case(0, numbers(lambda: ids.first_id(NOW))),
    "ids.is_first": Case(0, numbers(lambda: ids.is_first(8, 7))),
    "known_browsers.known_as": Case(MARKS, lambda t: known_browsers.known_as(t, 1, "x", NOW)),
    "known_browsers.mark": Case(0, numbers(lambda: known_browsers.mark(1, "x", b"n" * 12, NOW))),
    "known_browsers.with_mark": Case(
        MARKS, lambda t: known_browsers.with_mark(t, "a", 1, "x", NOW)
    ),
    "known_sources.by_app": Case(referrers.REFERRER_LIMIT, known_sources.by_app),
    "known_sources.by_host": Case(253, lambda t: known_sources.by_host(t, "/" + t)),
    "known_sources.by_name": Case(campaigns.TAG_LIMIT, known_sources.by_name),
    "host_shapes.by_shape": Case(253, host_shapes.by_shape),
    "source_table.key_of": Case(campaigns.TAG_LIMIT, source_table.key_of),
    "source_table.known_table": Case(0, numbers(source_table.known_table)),
    "known_sources.warm_up": Case(0, numbers(known_sources.warm_up)),
    "languages.negotiate": Case(HEADER, lambda t: languages.negotiate(t, {"en", "de"}, "en")),
    "mailed_links.worth_of": Case(
        0, numbers(lambda: mailed_links.worth_of(NOW, None, b"a", b"b", NOW))
    ),
    "message_of.campaign_message": Case(200, lambda t: message_of.campaign_message(campaign(t))),
    "message_of.message_of": Case(BODY, message),
    "message_of.place_message": Case(100, lambda t: message_of.place_message(places.Place(city=t))),
    "message_of.refused_message": Case(
        200, lambda t: message_of.refused_message(NOW, refusals.Refusal(refusals.Reason.BAD, t))
    ),
    "moments.read_moment": Case(BODY, moment),
    "moments.moment_text": Case(0, numbers(lambda: moments.moment_text(NOW, UTC))),
    "names.following": Case(names.LONGEST, lambda t: next(names.following(t))),
    "names.key_of": Case(BODY, names.key_of),
    "names.name_from_email": Case(BODY, names.name_from_email),
    "news.news_of": Case(BODY, lambda t: news.news_of([event(t)])),
    "one_time_codes.enrolment": Case(
        names.LONGEST,
        lambda t: one_time_codes.enrolment("A" * 32, sound(t), "x"),
    ),
    "one_time_codes.plain": Case(BODY, one_time_codes.plain),
    "one_time_codes.recovery_code": Case(0, numbers(lambda: one_time_codes.recovery_code(min))),
    "one_time_codes.secret_of": Case(0, numbers(lambda: one_time_codes.secret_of(b"k", b"s"))),
    "one_time_codes.step_of": Case(BODY, lambda t: one_time_codes.step_of("A" * 32, t, NOW, 0)),
    "origins.is_host": Case(HEADER, origins.is_host),
    "origins.is_shown": Case(HEADER, origins.is_shown),
    "origins.read_origin": Case(HEADER, origins.read_origin),
    "passkeys.is_counted_on": Case(0, numbers(lambda: passkeys.is_counted_on(1, 2))),
    "passkeys.place_at": Case(HEADER, passkeys.place_at),
    "origins.same_host": Case(HEADER, lambda t: origins.same_host(t, OURS)),
    "own_path.own_script": Case(BODY, lambda t: own_path.own_script(t, "https://a.example/", "a")),
    "own_words.rest_of": Case(512, lambda t: own_words.rest_of(ascii_only(t))),
    "page_look.look": Case(BODY, lambda t: page_look.look(LOOKED._replace(html=t, policies=[t]))),
    "places.Place.full_label": Case(100, lambda t: places.Place(city=t).full_label),
    "places.Place.label": Case(100, lambda t: places.Place(city=t).label),
    "places.place_of": Case(
        BODY, lambda t: places.place_of({"country": t, "city": t, "region": {"a": t}})
    ),
    "proxies.Proxies.__contains__": Case(HEADER, lambda t: t in trusted()),
    "proxies.parse_proxies": Case(0, numbers(trusted)),
    "recent.RecentInts.__contains__": Case(0, numbers(lambda: 7 in full_memory())),
    "recent.RecentInts.add": Case(0, numbers(lambda: full_memory().add(7, NOW))),
    "recent.RecentInts.add_all": Case(0, numbers(full_memory)),
    "recent.RecentInts.forget": Case(0, numbers(lambda: full_memory().forget(7))),
    "recent.RecentInts.again": Case(0, numbers(lambda: full_memory().again(7, set()))),
    "recent.RecentInts.found": Case(0, numbers(lambda: full_memory().found(7))),
    "recent_pageviews.RecentPageviews.find": Case(0, numbers(lambda: pageviews().find(7))),
    "recent_pageviews.RecentPageviews.put": Case(0, numbers(lambda: pageviews().put(7, 1, 1, NOW))),
    "referrers.bare": Case(253, referrers.bare),
    "referrers.is_internal": Case(BODY, lambda t: referrers.is_internal(t, t[:253])),
    "referrers.kept_referrer": Case(PATH, referrers.kept_referrer),
    "referrers.referring_app": Case(BODY, referrers.referring_app),
    "referrers.referring_host": Case(BODY, referrers.referring_host),
    "referrers.referring_path": Case(BODY, referrers.referring_path),
    "referrers.referring_text": Case(BODY, referrers.referring_text),
    "referrers.says_nothing": Case(campaigns.TAG_LIMIT, referrers.says_nothing),
    "referrers.with_parents": Case(253, lambda t: list(referrers.with_parents(t))),
    "refusals.N_": Case(0, refusals.N_),
    "refusals.Refusal.remedy": Case(
        0, numbers(lambda: refusals.Refusal(refusals.Reason.BAD).remedy)
    ),
    "refusals.Refusal.status": Case(
        0, numbers(lambda: refusals.Refusal(refusals.Reason.BAD).status)
    ),
    "refusals.Refusal.what": Case(0, numbers(lambda: refusals.Refusal(refusals.Reason.BAD).what)),
    "remembered.Remembered.clear": Case(BODY, lambda t: kept(t).clear()),
    "remembered.Remembered.get": Case(BODY, lambda t: kept(t).get(t)),
    "remembered.Remembered.put": Case(BODY, lambda t: kept(t).put(t[1:], t)),
    "remembered.remembering": Case(BODY, worked_out),
    "remembered.weight": Case(BODY, lambda t: remembered.weight((t, (t,) * 30))),
    "retention.is_overdue": Case(0, numbers(lambda: retention.is_overdue(NOW, None))),
    "retention.is_time": Case(0, numbers(lambda: retention.is_time(NOW, UTC))),
    "retention.kept_since": Case(0, numbers(lambda: retention.kept_since(NOW, 30, UTC))),
    "roles.may": Case(0, numbers(lambda: roles.may("viewer", "owner"))),
    "roles.read_role": Case(BODY, roles.read_role),
    "resume_points.ResumePoint.cursor_in": Case(
        BODY, lambda t: resume_points.ResumePoint(t, 1).cursor_in(t)
    ),
    "resume_points.read_resume_point": Case(BODY, resume_point),
    "rows.attach": Case(2_048, late_title),
    "shard_cursors.cursor_in": Case(0, numbers(lambda: shard_cursors.cursor_in(7, 1))),
    "shard_cursors.message_with": Case(0, numbers(lambda: shard_cursors.message_with(7))),
    "shard_cursors.start_of": Case(0, numbers(lambda: shard_cursors.start_of(7))),
    "shares.Bucket.leak": Case(0, numbers(lambda: shares.Bucket(1e300).leak(1, NOW))),
    "shares.Bucket.take": Case(0, numbers(lambda: shares.Bucket().take(9**99, 1, NOW))),
    "shares.properties_cost": Case(0, numbers(lambda: shares.properties_cost(9**99))),
    "shares.text_cost": Case(0, numbers(lambda: shares.text_cost(9**99))),
    "snippets.image_tag": Case(HEADER, lambda t: snippets.image_tag("https://a.example/b.js", t)),
    "snippets.script_tag": Case(HEADER, lambda t: snippets.script_tag(t, t, False)),
    "snippets.snippets": Case(HEADER, lambda t: snippets.snippets("https://a.example/b.js", t)),
    "sources.source_named": Case(BODY, sources.source_named),
    "sources.source_of": Case(BODY, lambda t: sources.source_of(t, t[:253], campaign(t))),
    "sources.warm_up": Case(0, numbers(sources.warm_up)),
    "stored_sources.source_today": Case(
        BODY,
        lambda t: stored_sources.source_today(sources.DIRECT, t, t[:253], campaign(t)),
    ),
    "spam.is_spam": Case(BODY, lambda t: spam.is_spam(t, frozenset())),
    "spam.load_list": Case(PATH, spam.load_list),
    "spreadsheets.safe_cell": Case(BODY, spreadsheets.safe_cell),
    "text.cut": Case(QUERY, lambda t: text.cut(sound(t), PATH)),
    "text.normal": Case(
        PATH, lambda t: (text.normal("NFC", t, PATH), text.normal("NFKC", t, PATH))
    ),
    "text.printable": Case(HEADER, lambda t: text.printable(t, 40)),
    "text.tidy": Case(BODY, lambda t: (text.tidy(t, PATH), text.tidy(t, urls.URL_LIMIT))),
    "tokens.digest_of": Case(HEADER, tokens.digest_of),
    "tokens.hash_of": Case(HEADER, tokens.hash_of),
    "tokens.is_to_note": Case(0, numbers(lambda: tokens.is_to_note(NOW, NOW))),
    "tokens.token_of": Case(0, numbers(lambda: tokens.token_of("trk_", b"r" * 32))),
    "urls.bare_address": Case(BODY, urls.bare_address),
    "urls.kept_path": Case(BODY, urls.kept_path),
    "urls.read_host": Case(QUERY, urls.read_host),
    "urls.read_url": Case(BODY, urls.read_url),
    "urls.without_port": Case(QUERY, urls.without_port),
    "versions.browser_version": Case(512, versions.browser_version),
    "versions.system_version": Case(512, lambda t: versions.system_version(t, t)),
    "visits.goes_on": Case(0, numbers(lambda: visits.goes_on(NOW, NOW))),
    "visits.is_in": Case(0, lambda _: visits.is_in(1, NOW, NOW)),
    "visitors.beacon_hash": Case(BODY, lambda t: visitors.beacon_hash(1, sound(t))),
    "visitors.VisitorIds.of": Case(
        BODY, lambda t: visitors.VisitorIds(b"s" * 16, 1).of("127.0.0.1", sound(t))
    ),
    "visitors.visitor_id": Case(
        HEADER,
        lambda t: visitors.visitor_id(b"s" * 16, 1, "127.0.0.1", sound(t)),
    ),
}


def refused(function: Callable[[str], object], given: str) -> object:
    """Its own word for what it cannot read is an answer, too."""
    try:
        return function(given)
    except hosts.NotAHost:
        return None
