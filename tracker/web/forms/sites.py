"""What an owner may type about a site."""

from __future__ import annotations

from typing import Any

from wtforms import (
    Form,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from tracker.domain.hosts import LONGEST_NAME, NotAHost, read_host, site_name
from tracker.domain.text import tidy
from tracker.web.forms.time_zones import TimeZoneField
from tracker.web.words.i18n import _

MOST_HOSTS = 50
KEEP_ADDRESS = {
    "no": _("No address is kept"),
    "masked": _("Keep the network: 203.0.113.0, 2001:db8:1::"),
    "full": _("Keep the full address"),
}

KEPT: list[Any] = [*KEEP_ADDRESS]  # Plain strings: WTForms 3.4 takes no pairs any more.


class NewSiteForm(Form):
    """A new site; the browser fills in its own time zone."""

    name = StringField(
        _("Address of the site"),
        [
            DataRequired(_("Type the site’s address, such as example.com.")),
            Length(max=2000, message=_("This is too long to be an address.")),
        ],
        filters=[lambda typed: site_name(typed) if typed else typed],
    )
    time_zone = TimeZoneField()

    def validate_name(self, field: StringField) -> None:
        if len((field.data or "").encode()) > LONGEST_NAME:
            raise ValidationError(_("Use a name of at most 100 letters."))


class SiteForm(NewSiteForm):
    """The settings of a site."""

    hosts = TextAreaField(
        _("Allowed domains"),
        [Length(max=20_000, message=_("List at most 50 hosts."))],
    )
    keep_address = RadioField(
        _("Visitors’ addresses"),
        choices=KEPT,
        default="no",
        validate_choice=False,
    )

    def validate_hosts(self, field: TextAreaField) -> None:
        try:
            hosts = read_hosts(field)
        except NotAHost as error:
            said = _("“%(text)s” is not a host name; write it like shop.example.com.")
            raise ValidationError(said % {"text": str(error)[:80]}) from None
        if len(hosts) > MOST_HOSTS:
            raise ValidationError(_("List at most 50 hosts."))

    def validate_keep_address(self, field: RadioField) -> None:
        if field.data not in KEEP_ADDRESS:
            raise ValidationError(_("Choose one of the three."))


def read_hosts(field: TextAreaField) -> tuple[str, ...]:
    """The hosts as they are kept: without repetition, in the order typed; raises NotAHost."""
    typed = (field.data or "").replace(",", " ").split()
    return tuple(dict.fromkeys(read_host(host) for host in typed))


class TokenForm(Form):
    """What every new token has, a site's or a person's."""

    name = StringField(
        _("Name of the token"),
        [
            DataRequired(_("Say what the token is for, such as the program’s name.")),
            Length(max=100, message=_("Use a name of at most 100 letters.")),
        ],
        filters=[lambda typed: tidy(typed, 1000).strip() if typed else typed],
    )


SITE_SCOPES = {
    "read": _("Read visits as they happen"),
    "reports": _("Ask for reports"),
}
ALL_SCOPES: list[Any] = [*SITE_SCOPES]


class SiteTokenForm(TokenForm):
    """A new token of a site."""

    scopes = SelectMultipleField(
        _("It may"), choices=ALL_SCOPES, default=["read"], validate_choice=False
    )

    def validate_scopes(self, _field: SelectMultipleField) -> None:
        if not self.allowed():
            raise ValidationError(_("Choose what it may do."))

    def allowed(self) -> tuple[str, ...]:
        """What was chosen of what there is."""
        return tuple(scope for scope in SITE_SCOPES if scope in (self.scopes.data or ()))


MOST_DAYS = 36_500
SUMS = {"keep": _("stay"), "erase": _("are erased, too")}
ALL_SUMS: list[Any] = [*SUMS]


class RetentionForm(Form):
    """How long a site keeps its visits. Nothing typed: as the server is set up. No word of sums:
    as before."""

    days = IntegerField(
        _("Days"),
        [
            Optional(),
            NumberRange(0, MOST_DAYS, _("Type a whole number of days; 0 keeps them for ever.")),
        ],
    )
    sums = RadioField(
        _("The sums of their days"),
        [Optional(), AnyOf(SUMS, _("Choose one of the two."))],
        choices=ALL_SUMS,
        validate_choice=False,
    )
