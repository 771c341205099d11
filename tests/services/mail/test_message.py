"""A mail as it travels."""

import email.policy

from tracker.services.mail.message import Mail, message_of


def test_the_address_by_which_a_mail_is_left_stays_whole() -> None:
    leave = "https://statistics.a-long-name-of-a-company.example.com/below/mails/" + "A" * 43
    mail = Mail("ada@example.com", "Hello", "Hello", "<p>Hello</p>", leave=leave, id="abc")
    sent = message_of(mail, "Tracker <t@example.com>").as_bytes(policy=email.policy.SMTP).decode()
    assert f"\r\nList-Unsubscribe: <{leave}>\r\n" in sent
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent
    assert "\r\nMessage-ID: <abc@example.com>\r\n" in sent
