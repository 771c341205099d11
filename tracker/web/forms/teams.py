"""What an owner types about the people on a site."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, StringField
from wtforms.validators import AnyOf, DataRequired

from tracker.domain.roles import ROLES
from tracker.web.forms.accounts import ADDRESS, tidied
from tracker.web.words.i18n import _

ROLE_NAMES = {"viewer": _("Viewer"), "editor": _("Editor"), "owner": _("Owner")}
ROLES_IN_A_SENTENCE = {"viewer": _("viewer"), "editor": _("editor"), "owner": _("owner")}
EACH_IN_A_SENTENCE = {
    "viewer": _("A viewer sees the visits."),
    "editor": _("An editor sees the visits, changes the settings and makes tokens."),
    "owner": _("An owner does everything, also inviting people and deleting the site."),
}
WHAT_ROLES_DO = {
    "viewer": _("sees the visits"),
    "editor": _("also changes the settings and makes tokens"),
    "owner": _("also invites people and can delete the site"),
}

ALL: list[Any] = [*ROLES]  # Plain strings: WTForms 3.4 takes no pairs any more.


class InviteForm(Form):
    """Somebody who is to join a site."""

    email = StringField(
        _("E-mail"),
        [DataRequired(_("Enter the e-mail address of the person.")), *ADDRESS],
        filters=[tidied],
    )
    role = RadioField(
        _("Role"),
        [AnyOf(ROLES, _("Choose one of the three."))],
        choices=ALL,
        default="viewer",
        validate_choice=False,
    )
