"""What is wrong with the server is told once an hour for each kind, and once when it is over."""

import pytest

from tests.eventually import eventually
from tests.mailbox import Mailbox
from tracker.services.mail.mailer import MOST_WAITING, Mailer
from tracker.services.mail.message import Mail
from tracker.services.upkeep.alarms import Alarms

ADMINS = ("ada@example.com", "bob@example.com")


class Post:
    """Keeps what is posted; `refusing` gives every mail up."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.refusing = False

    def post(self, *mails: Mail, lost: object, first: bool) -> None:
        assert first
        self.said += [f"{mail.to}: {mail.subject}" for mail in mails]
        if self.refusing:
            lost()


class Steady:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def written(to: str, kind: str, said: str) -> Mail:
    return Mail(to, f"{kind}: {said or 'well'}", "", "")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def alarms(post: Post, steady: Steady) -> Alarms:
    return Alarms(post, ADMINS[:1], steady, written)


def taken(post: Post) -> list[str]:
    said, post.said = post.said, []
    return [each.removeprefix("ada@example.com: ") for each in said]


def test_each_kind_is_told_once_an_hour_while_it_lasts(
    alarms: Alarms, post: Post, steady: Steady
) -> None:
    told = []
    for _ in range(3 * 60):
        steady.now += 60
        alarms.look({"disk": "full", "backups": "old"})
        told += taken(post)
    assert told == ["disk: full", "backups: old"] * 3


def test_that_it_is_well_again_is_told_once(alarms: Alarms, post: Post, steady: Steady) -> None:
    alarms.look({"disk": "full"})
    steady.now += 60
    alarms.look({})
    alarms.look({})
    assert taken(post) == ["disk: full", "disk: well"]
    assert alarms.wrong == {}


def test_what_comes_and_goes_is_told_once_an_hour(
    alarms: Alarms, post: Post, steady: Steady
) -> None:
    for _ in range(59):
        steady.now += 60
        alarms.look({"disk": "full"})
        alarms.look({})
    assert taken(post) == ["disk: full", "disk: well"]
    steady.now += 120
    alarms.look({"disk": "full"})
    assert taken(post) == ["disk: full"]


def test_a_mail_that_was_given_up_is_written_anew(
    alarms: Alarms, post: Post, steady: Steady
) -> None:
    post.refusing = True
    alarms.look({"disk": "full"})
    steady.now += 5
    post.refusing = False
    alarms.look({"disk": "full"})
    alarms.look({})
    assert taken(post) == ["disk: full", "disk: full", "disk: well"]


def test_all_administrators_are_told(post: Post, steady: Steady) -> None:
    Alarms(post, ADMINS, steady, written).look({"disk": "full"})
    assert post.said == [f"{admin}: disk: full" for admin in ADMINS]


def test_a_mail_that_cannot_be_written_spoils_nothing(post: Post, steady: Steady) -> None:
    def broken(*_: str) -> Mail:
        raise ZeroDivisionError

    Alarms(post, ADMINS, steady, broken).look({"disk": "full"})
    assert post.said == []


async def test_what_does_not_fit_is_tried_again(mailbox: Mailbox) -> None:
    await mailbox.stop()
    async with Mailer.open(mailbox.url, "stats@example.com", print, (9,), drain=0.1) as mailer:
        alarms = Alarms(mailer, ["eve@example.com"] * 51, Steady(), written)
        mailer.post(*(Mail("eve@example.com", str(n), "", "") for n in range(MOST_WAITING)))
        alarms.look({"disk": "full"})
        assert mailer.depth == MOST_WAITING
        Alarms(mailer, ADMINS[:1], Steady(), written).look({"disk": "full"})
        assert mailer.depth == MOST_WAITING + 1


async def test_they_come_before_all_others_also_where_no_more_fit(mailbox: Mailbox) -> None:
    pauses, drain = (0.01,), 0.1
    async with Mailer.open(mailbox.url, "stats@example.com", print, pauses, drain) as mailer:
        mailer.post(*(Mail("eve@example.com", str(n), "", "") for n in range(MOST_WAITING)))
        Alarms(mailer, ADMINS[:1], Steady(), written).look({"disk": "full"})
        await eventually(lambda: mailbox.mails, within=30)
        assert mailbox.mails[0]["Subject"] == "disk: full"


async def test_what_was_refused_for_now_still_comes_first(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    await mailbox.stop()
    async with Mailer.open(mailbox.url, "stats@example.com", print, (1.0, 1.0, 1.0)) as mailer:
        mailer.post(Mail("eve@example.com", "early", "", ""))
        Alarms(mailer, ADMINS[:1], Steady(), written).look({"disk": "full"})
        await eventually(lambda: caplog.text.count("Mail waits") == 2, within=30)
        assert "down" in mailer.trouble
        await mailbox.start()
        await eventually(lambda: len(mailbox.mails) == 2, within=30)
        assert [mail["Subject"] for mail in mailbox.mails] == ["disk: full", "early"]
        assert mailer.trouble == ""
