"""Alerts as people read them: what each waits for, and what it says."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.alerts.alert import Alert, Kind
from tracker.domain.alerts.message import Facts, Told
from tracker.domain.alerts.target import Shape
from tracker.domain.refusals import WORDS, Reason
from tracker.storage.sites.sites import Site
from tracker.web.mail.links import NoPublicUrl, public_address
from tracker.web.words.figures import exact
from tracker.web.words.i18n import _, ngettext

KIND_NAMES: dict[Kind, str] = {
    "spike": _("Many visits at once"),
    "drop": _("Far fewer visits than usual"),
    "silence": _("No visit for a while"),
    "source": _("The first visit from a source"),
    "campaign": _("The first visit by a campaign"),
    "goal": _("A goal is reached"),
    "missing": _("Pages that are not found"),
    "refused": _("Hits that are not counted"),
}
SHAPE_NAMES: dict[Shape, str] = {
    "json": _("Webhook, as signed JSON"),
    "slack": _("Slack"),
    "discord": _("Discord"),
    "telegram": _("Telegram"),
    "ntfy": _("ntfy"),
}
LEARNED: dict[Kind, str] = {
    "spike": _("When far more pageviews come in 10 minutes than in these hours of past weeks."),
    "drop": _("When in an hour not a third of what these hours of past weeks had comes."),
    "silence": _("When nobody comes for longer than is likely in these hours of past weeks."),
    "refused": _("When far more hits are refused in 10 minutes than in the past week."),
}
SET: dict[Kind, str] = {
    "spike": _("From %(least)s pageviews in 10 minutes on."),
    "drop": _("Below %(least)s pageviews in an hour."),
    "silence": _("After %(least)s minutes without a visit, in hours that usually have some."),
    "refused": _("From %(least)s refused hits in 10 minutes on."),
    "missing": _("From %(least)s in 10 minutes on."),
}


def alert_in_words(alert: Alert, goal: str) -> str:
    """What it waits for, as a sentence."""
    if alert.kind in SET and alert.least:
        said = str(SET[alert.kind]) % {"least": exact(alert.least)}
        return f"{said} {alert.of}" if alert.of else said
    if alert.kind in LEARNED:
        return str(LEARNED[alert.kind])
    if alert.kind == "goal":
        return _("When this goal is reached: %(goal)s") % {"goal": goal}
    if alert.kind == "missing":
        return _("Each time: %(of)s") % {"of": alert.of or _("any page")}
    of = alert.of or _("any that has not been here for 30 days")
    return _("The first visit in 30 days: %(of)s") % {"of": of}


def told_of(app: web.Application, site: Site, facts: Facts) -> Told:
    """In the reader's words, with the page where more is to be seen."""
    route = "alerts" if facts.kind == "test" else "live"
    try:
        url = public_address(app, route, site_id=site.id)
    except NoPublicUrl:
        url = ""
    return Told(title_of(facts, site.name), text_of(facts), url)


def title_of(facts: Facts, site: str) -> str:
    """What has happened, in a line that begins with the site."""
    return f"{site}: {_happened(facts)}"


def _happened(facts: Facts) -> str:  # noqa: PLR0911
    count, blanks = facts.count, {"count": exact(facts.count), "name": facts.example}
    if facts.resolved:
        return _back(facts)
    match facts.kind:
        case "spike":
            said = ngettext(
                "%(count)s pageview in 10 minutes", "%(count)s pageviews in 10 minutes", count
            )
            return said % blanks
        case "drop":
            said = ngettext(
                "only %(count)s pageview in an hour", "only %(count)s pageviews in an hour", count
            )
            return said % blanks
        case "silence":
            said = ngettext(
                "no visit for %(count)s minute", "no visit for %(count)s minutes", facts.minutes
            )
            return said % {"count": exact(facts.minutes)}
        case "source" | "campaign":
            return _firsts(facts)
        case "goal":
            said = ngettext(
                "%(goal)s was reached", "%(goal)s was reached %(count)s times", facts.count
            )
            return said % (blanks | {"goal": facts.goal})
        case "missing":
            said = ngettext(
                "a page was not found: %(name)s",
                "%(count)s times a page was not found, first %(name)s",
                facts.count,
            )
            return said % blanks
        case "refused":
            said = ngettext(
                "%(count)s hit refused in 10 minutes",
                "%(count)s hits refused in 10 minutes",
                facts.count,
            )
            return said % blanks
    return _("this is a test")


def _back(facts: Facts) -> str:
    if facts.kind == "drop":
        said = ngettext(
            "visits are back: %(count)s pageview in an hour",
            "visits are back: %(count)s pageviews in an hour",
            facts.count,
        )
        return said % {"count": exact(facts.count)}
    said = ngettext(
        "visits are back after %(count)s minute",
        "visits are back after %(count)s minutes",
        facts.minutes,
    )
    return said % {"count": exact(facts.minutes)}


def _firsts(facts: Facts) -> str:
    blanks = {"name": facts.example, "count": exact(facts.count - 1)}
    if facts.count > 1:
        said = ngettext(
            "first visits from %(name)s and %(count)s other",
            "first visits from %(name)s and %(count)s others",
            facts.count - 1,
        )
        return said % blanks
    if facts.kind == "campaign":
        return _("the first visit by the campaign %(name)s") % blanks
    return _("the first visit from %(name)s") % blanks


def text_of(facts: Facts) -> str:
    """What else there is to know."""
    return " ".join(filter(None, (_usual(facts), _limit(facts), _advice(facts), _alert(facts))))


def _usual(facts: Facts) -> str:
    if facts.usual is None:
        return ""
    usual = exact(facts.usual)
    if facts.kind == "spike":
        return _("At this time there are usually %(usual)s.") % {"usual": usual}
    return _("At this time an hour usually has %(usual)s.") % {"usual": usual}


def _limit(facts: Facts) -> str:
    if facts.least is None or facts.kind in {"silence", "missing"}:
        return ""
    return _("The limit is %(least)s.") % {"least": exact(facts.least)}


def _advice(facts: Facts) -> str:
    if facts.resolved:
        return ""
    match facts.kind:
        case "drop" | "silence":
            return _("Look whether the site answers, and whether its pages have the snippet.")
        case "refused" if facts.example in set(Reason):
            words = WORDS[Reason(facts.example)]
            return f"{_(words.what)}: {_(words.remedy)}"
        case "test":
            return _("Whoever reads this will hear of the site’s alerts.")
    return ""


def _alert(facts: Facts) -> str:
    return _("Alert: %(name)s") % {"name": facts.alert} if facts.alert else ""
