"""What a stranger may ask of a shared page: everything else in its address is refused, whether it
means something to members or to nobody."""

from __future__ import annotations

from multidict import MultiMapping

from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong, known, read_asked
from tracker.web.questions.tabs import Offer
from tracker.web.reports.answers import WAIT
from tracker.web.sharing.panels import words_of
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import USUAL

OWN_WORDS = frozenset({"period", "against", "figure", "by", "tab", WAIT})


def read_shared(query: MultiMapping[str], offer: Offer) -> Asked:
    """Raises Wrong."""
    allowed = OWN_WORDS | words_of(offer)
    for word in query:
        if word not in allowed:
            said = _("A shared page does not answer to “%(name)s”.")
            raise Wrong(said % {"name": word[:100]})
        if word != "tab" and len(query.getall(word)) > 1:
            said = _("A shared page takes one value of each. Send “%(name)s” once.")
            raise Wrong(said % {"name": word})
    if "custom" in {query.get("period"), query.get("against")}:
        raise Wrong(_("A shared page has the periods of its list, and no other days."))
    asked = read_asked(query, (WAIT,))
    known("figure", asked.figure, USUAL)
    for tab in asked.tabs:
        known("tab", tab, sorted(offer.parts - {"hours"}))
    if any(len(each.values) > 1 for each in asked.filters):
        raise Wrong(_("A shared page filters by one value of each."))
    return asked.but(offer=offer)
