"""What people type about their account."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from wtforms import Form, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from tracker.domain.names import LONGEST as LONGEST_NAME
from tracker.domain.names import LONGEST_TYPED
from tracker.domain.text import normal
from tracker.storage.accounts.users import User
from tracker.web.forms.passphrases import LONGEST, SHORTEST, is_guessable
from tracker.web.forms.two_factors import FEW
from tracker.web.words.i18n import _

EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\].]+(\.[^\s@<>\"(),:;\\\[\].]+)*")


def tidied(text: str | None) -> str:
    """Without spaces around it or twice in a row; composed letters, unless too long anyway."""
    words = " ".join((text or "").split())
    return words if len(words) > LONGEST_TYPED else normal("NFC", words, LONGEST_TYPED)


def printable(_form: Form, field: Any) -> None:
    """No control characters, half letters or marks that turn the writing around."""
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} for char in field.data):
        raise StopValidation(_("There is a character in it that cannot be shown."))


def without_at(_form: Form, field: Any) -> None:
    """So that a name is never taken for an e-mail address when somebody logs in."""
    if "@" in normal("NFKC", field.data, LONGEST_TYPED):
        raise StopValidation(_("A name cannot contain @."))


def like_email(_form: Form, field: Any) -> None:
    """Something that mail could be sent to."""
    if not EMAIL.fullmatch(field.data):
        raise StopValidation(_("This is not an e-mail address."))


def hard_to_guess(form: Any, field: Any) -> None:
    """Long, and not what a guesser tries first; no rule about which characters."""
    if len(field.data) < SHORTEST:
        raise StopValidation(_("Use %(least)d characters or more.") % {"least": SHORTEST})
    if len(field.data) > LONGEST:
        raise StopValidation(_("Use %(most)d characters or fewer.") % {"most": LONGEST})
    about = form.about()
    if is_guessable(field.data, *about, *(text.split("@")[0] for text in about)):
        raise StopValidation(_("This one is easy to guess. Take the passphrase offered below."))


TOKENS_CHOICES: list[Any] = ["end", "keep"]  # Plain strings: WTForms 3.4 takes no pairs any more.

NAME = [
    Length(max=LONGEST_NAME, message=_("Use 64 characters or fewer.")),
    printable,
    without_at,
]
ADDRESS = [
    Length(max=254, message=_("This is too long for an e-mail address.")),
    printable,
    like_email,
]
ONES_ADDRESS = [DataRequired(_("Enter your e-mail address.")), *ADDRESS]


class Registration(Form):
    """A new account."""

    email = StringField(_("E-mail"), ONES_ADDRESS, filters=[tidied])
    name = StringField(_("Name"), NAME, filters=[tidied])
    password = PasswordField(_("Password"), [InputRequired(_("Choose a password.")), hard_to_guess])
    kept = HiddenField()  # stands for a password that was sent before and found good

    def without_address(self) -> None:
        """For where no mail can prove whose one is: the account is known by its name."""
        del self["email"]
        validators: list[Any] = [DataRequired(_("Choose a name.")), *NAME]
        self["name"].validators = validators

    def keep_password(self, token: str) -> None:
        """It was good, and need not be typed again: `token` finds it."""
        if self.password:
            self.without_password()
        self.kept.data = token

    def without_password(self) -> None:
        """For whoever has sent a good one already."""
        del self["password"]

    def about(self) -> list[str]:
        """What a guesser would know about the person."""
        return [self.name.data or "", (self.email and self.email.data) or ""]


def tokens_field(usual: str) -> RadioField:
    """What becomes of the user's tokens; `usual` is chosen where nothing was."""
    return RadioField(
        _("Your API tokens"), choices=TOKENS_CHOICES, default=usual, validate_choice=False
    )


class AnotherPassword(Form):
    """A new password instead of one that was forgotten; `user` is whose."""

    user: User
    tokens = tokens_field("end")
    password = PasswordField(
        _("New password"), [InputRequired(_("Choose a password.")), hard_to_guess]
    )

    def ends_tokens(self) -> bool:
        """Whether the user's tokens end with the password."""
        return bool(self.tokens.data != "keep")

    def about(self) -> list[str]:
        """As with a new account."""
        return [self.user.name, self.user.email]


class NewPassword(AnotherPassword):
    """The same for whoever knows the old one, or has none and signs in once more, `elsewhere`."""

    elsewhere = ""
    is_fresh = False  # and has done so just now
    tokens = tokens_field("keep")
    current = PasswordField(
        _("Current password"), [InputRequired(_("Enter the password you have now."))]
    )
    code = StringField(_("Code"), [InputRequired(_("Enter the code.")), FEW])


class LogIn(Form):
    """An existing account. Only emptiness is checked: the rest is a matter of right or wrong."""

    login = StringField(_("Name or e-mail"), [InputRequired(_("Enter your name or e-mail."))])
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))])
