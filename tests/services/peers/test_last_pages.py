"""What other products' trackers leave unsaid."""

from tracker.domain.hits import Hit
from tracker.domain.visits import GAP
from tracker.services.peers import peer_counts
from tracker.services.peers.last_pages import LastPages
from tracker.services.peers.peer_counts import PeerCounts
from tracker.storage.sites.sites import Site

WHO, OTHER = ("site", "address", "agent"), ("site", "address", "other agent")
PAGE = "https://example.com/a"


def page(referrer: str = "") -> Hit:
    return Hit(url=PAGE, referrer=referrer)


def test_each_pageview_has_an_id_of_its_own_unless_it_has_one() -> None:
    pages = LastPages("secret")
    hits = [page(), page(), Hit(url=PAGE, id="theirs"), page()]
    for hit in hits[:3]:
        pages.opened(WHO, PAGE, hit, 0)
    pages.opened(WHO, "", hits[3], 0)
    assert [hit.id for hit in hits] == ["secret1", "secret2", "theirs", ""]


def test_a_leave_names_the_newest_pageview_of_its_page_and_browser() -> None:
    pages, leave = LastPages("secret"), Hit(engaged=5, depth=9)
    assert not pages.left(WHO, PAGE, leave, 0, lasted=True)
    pages.opened(WHO, PAGE, page(), 0)
    pages.opened(WHO, PAGE, page(), 0)
    pages.opened(OTHER, PAGE, page(), 0)
    assert pages.left(WHO, PAGE, leave, 0, lasted=True)
    assert leave.id == "secret2"


def test_the_same_referrer_again_is_no_arrival_for_half_an_hour() -> None:
    pages = LastPages("secret")

    def came(referrer: str, now: int, who: tuple[str, ...] = WHO) -> str:
        hit = page(referrer)
        pages.came(who, hit, now)
        return hit.referrer

    assert came("https://x.example/", 0) == "https://x.example/"
    assert came("https://x.example/", 1, OTHER) == "https://x.example/"
    assert came("https://x.example/", GAP - 1) == PAGE
    assert came("", GAP) == ""
    assert came("https://x.example/", 2 * GAP - 2) == PAGE
    assert came("https://y.example/", 2 * GAP) == "https://y.example/"
    assert came("https://y.example/", 3 * GAP) == "https://y.example/"


def at_site(number: int) -> Site:
    return Site(number, f"key{number}", 1, "example.com", (), "Europe/Berlin", 0, "no")


def test_what_came_is_counted_by_site_and_product(monkeypatch) -> None:
    counts = PeerCounts()
    counts.note(at_site(1), "matomo", 5)
    counts.note(at_site(1), "matomo", 6, "bot")
    counts.note(at_site(2), "matomo", 7)
    came = counts.of(1, "matomo")
    assert came is not None
    assert (came.hits, came.refused, came.last_at, came.reason) == (2, 1, 6, "bot")
    assert counts.of(1, "umami") is None
    counts.forget(1)
    assert counts.of(1, "matomo") is None
    monkeypatch.setattr(peer_counts, "MOST", 1)
    counts.note(at_site(3), "matomo", 8)
    assert counts.of(2, "matomo") is None


def test_today_is_the_sites_own_day() -> None:
    counts, midnight = PeerCounts(), 23 * 3_600_000  # of Berlin, in 1970
    counts.note(at_site(1), "matomo", midnight - 2)
    counts.note(at_site(1), "matomo", midnight - 1)
    came = counts.of(1, "matomo")
    assert came is not None
    assert (came.today_at(midnight - 1), came.today_at(midnight)) == (2, 0)
    counts.note(at_site(1), "matomo", midnight)
    assert (came.today_at(midnight), came.hits) == (1, 3)
