"""Mail really arrives, waits for a server that is down, and says who refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.listener import Listener
from tests.mailbox import Mailbox, html_of, running_mailbox, self_signed, text_of
from tracker.services.mail import server
from tracker.services.mail.mailer import MOST_WAITING, MailboxFull, Mailer
from tracker.services.mail.message import Mail
from tracker.services.mail.server import MailRefused, MailServer, encryption

ADA = "ada@example.com"
SENDER = "Tracker <stats@example.com>"
HELLO = Mail(ADA, "Hello Ada", "A word.\n", "<p>A word.</p>")


def nowhere(text: str) -> None:
    raise AssertionError(text)


def opened(mailbox: Mailbox, *pauses: float) -> AbstractAsyncContextManager[Mailer]:
    return Mailer.open(mailbox.url, SENDER, nowhere, pauses or (0.01, 0.02))


async def test_a_mail_arrives_as_text_and_as_html(mailbox: Mailbox) -> None:
    async with opened(mailbox) as mailer:
        mailer.post(HELLO)
        mail = await mailbox.next_to(ADA)
    assert (mail["From"], mail["Subject"]) == (SENDER, "Hello Ada")
    assert text_of(mail) == "A word.\n"
    assert html_of(mail) == "<p>A word.</p>\n"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@example.com>")


async def test_letters_of_all_the_world_arrive(mailbox: Mailbox) -> None:
    async with opened(mailbox) as mailer:
        mailer.post(Mail("ådå@exämple.com", "日本 · été", "Grüße, שלום.\n", "<p>é</p>"))
        mail = await mailbox.next_to("ådå@exämple.com")
    assert mail["Subject"] == "日本 · été"
    assert text_of(mail) == "Grüße, שלום.\n"


async def test_no_subject_adds_a_header(mailbox: Mailbox) -> None:
    async with opened(mailbox) as mailer:
        mailer.post(Mail(ADA, "Hello\r\nBcc: eve@example.com\x00", "", ""))
        mail = await mailbox.next_to(ADA)
    assert mail["Subject"] == "Hello  Bcc: eve@example.com"
    assert "Bcc" not in mail


@pytest.mark.parametrize("to", [f"{ADA}\r\nBcc: eve@example.com", f"{ADA}, eve@example.com", ""])
async def test_an_address_that_is_none_gets_nothing(
    mailbox: Mailbox, to: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(mailbox) as mailer:
        mailer.post(Mail(to, "Hello", "", ""))
        await eventually(lambda: mailer.given_up == 1)
    assert mailbox.mails == []
    assert "could not be written" in caplog.text


async def test_a_mail_waits_for_a_server_that_is_down(mailbox: Mailbox) -> None:
    await mailbox.stop()
    async with opened(mailbox, *[0.02] * 100) as mailer:
        mailer.post(HELLO)
        await asyncio.sleep(0.1)
        assert (mailer.depth, mailer.sent) == (1, 0)
        await mailbox.start()
        await mailbox.next_to(ADA)
        await eventually(lambda: mailer.sent == 1)


async def test_a_mail_is_given_up_in_the_end(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refuse_recipients = f"451 4.3.0 <{ADA}> later"
    async with opened(mailbox) as mailer:
        mailer.post(HELLO)
        await eventually(lambda: mailer.given_up == 1)
    assert len(mailbox.commands) == 3
    assert "given up at try 3 (later): 451 4.3.0 <<address>> later" in caplog.text
    assert ADA not in caplog.text


async def test_a_lasting_refusal_is_not_tried_again(mailbox: Mailbox) -> None:
    mailbox.refuse_recipients = "550 5.1.1 no such mailbox"
    async with opened(mailbox) as mailer:
        mailer.post(HELLO)
        await eventually(lambda: mailer.given_up == 1)
    assert len(mailbox.commands) == 1


async def test_a_mail_that_has_to_wait_does_not_hold_others_up(mailbox: Mailbox) -> None:
    mailbox.refuse_recipients = "451 later"
    async with opened(mailbox, 60) as mailer:
        mailer.post(HELLO)
        await eventually(lambda: len(mailbox.commands) == 1)
        mailbox.refuse_recipients = ""
        mailer.post(Mail("grace@example.com", "Hello", "", ""))
        await mailbox.next_to("grace@example.com")
        await eventually(lambda: (mailer.sent, mailer.depth) == (1, 1))


async def test_only_so_many_mails_may_wait(mailbox: Mailbox) -> None:
    await mailbox.stop()
    async with Mailer.open(mailbox.url, SENDER, nowhere, (60,), drain=0) as mailer:
        for _ in range(MOST_WAITING):
            mailer.post(HELLO)
        with pytest.raises(MailboxFull):
            mailer.post(HELLO)


async def test_what_was_posted_before_the_stop_is_delivered(mailbox: Mailbox) -> None:
    async with opened(mailbox) as mailer:
        for number in range(5):
            mailer.post(Mail(f"{number}@example.com", "Hello", "", ""))
    assert len(mailbox.mails) == 5


async def test_the_stop_does_not_wait_for_a_server_that_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with silent_server() as url:
        async with Mailer.open(url, SENDER, nowhere, drain=0.05) as mailer:
            mailer.post(HELLO)
            await eventually(lambda: mailer._in_hand == 1)
    assert "1 mails were not delivered before the stop" in caplog.text


async def test_without_a_server_mails_are_said_in_the_terminal() -> None:
    said: list[str] = []
    async with Mailer.open("", SENDER, said.append) as mailer:
        assert not mailer.sends
        await mailer.probe(ADA)
        mailer.post(Mail(ADA, "Hello", "One\x1b[31m line.\nhttps://example.com/x\n", ""))
    assert said[0].split("\n")[1:] == [
        f"  | To: {ADA}",
        "  | Subject: Hello",
        "  | ",
        "  | One[31m line.",
        "  | https://example.com/x",
    ]


class TestProbe:
    """Asking before a page answers."""

    async def test_a_server_that_would_take_the_mail_is_left_without_one(
        self, mailbox: Mailbox
    ) -> None:
        async with opened(mailbox) as mailer:
            await mailer.probe(ADA)
        assert mailbox.commands == [f"RCPT TO {ADA}"]
        assert mailbox.mails == []

    async def test_an_unknown_mailbox_is_refused_with_the_servers_words(
        self, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
    ) -> None:
        mailbox.refuse_recipients = f"550 5.1.1 <{ADA}> no such mailbox"
        refused = await refusal(mailbox)
        assert (refused.kind, refused.lasting) == ("recipient", True)
        assert refused.reply == f"550 5.1.1 <{ADA}> no such mailbox"
        assert "(recipient): 550 5.1.1 <<address>> no such mailbox" in caplog.text

    async def test_later_is_no_refusal(self, mailbox: Mailbox) -> None:
        mailbox.refuse_recipients = "451 4.7.1 greylisted"
        async with opened(mailbox) as mailer:
            await mailer.probe(ADA)

    async def test_a_refused_sender_is_a_matter_of_the_credentials(self, mailbox: Mailbox) -> None:
        mailbox.refuse_senders = "553 5.7.1 not your address"
        assert (await refusal(mailbox)).kind == "authentication"

    async def test_a_server_that_is_down_is_named_down(self, mailbox: Mailbox) -> None:
        await mailbox.stop()
        assert (await refusal(mailbox)).kind == "down"

    async def test_a_server_that_says_nothing_is_named_down(self) -> None:
        async with silent_server() as url:
            with pytest.raises(MailRefused) as refused:
                await MailServer(url, SENDER, patience=0.1).probe(ADA)
        assert refused.value.kind == "down"

    async def test_a_wrong_password_is_named(self) -> None:
        async with running_mailbox("ada", "se:cr@t") as mailbox:
            wrong = mailbox.url.replace("t@127", "x@127")
            with pytest.raises(MailRefused) as refused:
                await MailServer(wrong, SENDER).probe(ADA)
        assert refused.value.reply.startswith("535 ")
        assert refused.value.kind == "authentication"

    async def test_credentials_that_are_missing_are_named(self) -> None:
        async with running_mailbox("ada", "secret") as mailbox:
            with pytest.raises(MailRefused) as refused:
                await MailServer(mailbox.url.replace("ada:secret@", ""), SENDER).probe(ADA)
        assert refused.value.kind == "authentication"


async def refusal(mailbox: Mailbox) -> MailRefused:
    async with opened(mailbox) as mailer:
        with pytest.raises(MailRefused) as refused:
            await mailer.probe(ADA)
    return refused.value


class TestEncryption:
    """STARTTLS where it is offered; passwords only where nobody listens."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        return self_signed(tmp_path)

    async def test_the_password_goes_through_starttls(self, certificate: Path) -> None:
        async with running_mailbox("ada", "se:cr@t/%", certificate) as mailbox:
            async with opened(mailbox) as mailer:
                mailer.post(HELLO)
                await mailbox.next_to(ADA)

    async def test_smtps_is_encrypted_from_the_first_byte(self, certificate: Path) -> None:
        async with running_mailbox("ada", "secret", certificate, encrypted=True) as mailbox:
            assert mailbox.url.startswith("smtps://")
            async with opened(mailbox) as mailer:
                mailer.post(HELLO)
                await mailbox.next_to(ADA)
            with pytest.raises(MailRefused) as refused:
                await MailServer(mailbox.url.replace("smtps", "smtp"), SENDER, 0.3).probe(ADA)
        assert refused.value.kind == "down"

    async def test_a_password_never_travels_openly(
        self, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "is_this_machine", lambda _: False)
        url = mailbox.url.replace("//", "//ada:secret@")
        with pytest.raises(MailRefused, match="the password was not sent") as refused:
            await MailServer(url, SENDER).probe(ADA)
        assert refused.value.kind == "authentication"

    async def test_a_certificate_of_nobody_is_refused(
        self, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "is_this_machine", lambda _: False)
        async with running_mailbox("ada", "secret", certificate) as mailbox:
            with pytest.raises(MailRefused, match=r"(?i)certificate") as refused:
                await MailServer(mailbox.url, SENDER).probe(ADA)
        assert refused.value.kind == "certificate"

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
    def test_a_server_on_this_machine_may_sign_its_own(self, host: str) -> None:
        assert not encryption(host).check_hostname
        assert encryption("mail.example.com").check_hostname


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """Takes connections and says nothing."""
    listener = Listener(asyncio.Protocol)
    try:
        yield f"smtp://127.0.0.1:{listener.open()}"
    finally:
        await listener.close()
