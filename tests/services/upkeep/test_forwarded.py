"""What is remembered of proxies: the newest of each kind, and never more."""

from tracker.services.upkeep.forwarded import MOST, Forwarded


def test_the_newest_of_what_did_not_fit_are_kept_with_their_numbers() -> None:
    seen = Forwarded()
    for number in range(MOST * 3):
        seen.note_misfit("host", f"asked for {number}")
        seen.note_misfit("host", "asked for the proxy")
    kept = seen.report()["misfits"]["host"]
    assert len(kept) == MOST
    assert kept[-1] == ("asked for the proxy", MOST * 3)
    assert seen.report()["misfits"]["form"] == []


def test_only_so_many_peers_are_kept() -> None:
    seen = Forwarded()
    for number in range(MOST * 3):
        seen.note(f"10.0.0.{number}", trusted=False, names_client=True)
    assert len(seen.report()["unbelieved"]) == MOST
