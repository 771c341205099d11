"""What people type when a link is to be mailed to them."""

from __future__ import annotations

from wtforms import Form, StringField

from tracker.web.forms.accounts import ONES_ADDRESS, tidied
from tracker.web.words.i18n import _


class Address(Form):
    """Where a link is to go."""

    email = StringField(_("E-mail"), ONES_ADDRESS, filters=[tidied])


class NewAddress(Form):
    """Another address for an account."""

    email = StringField(_("New e-mail"), ONES_ADDRESS, filters=[tidied])
