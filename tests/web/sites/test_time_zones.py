"""The list of time zones is drawn as WTForms would, much faster."""

import pytest
from multidict import MultiDict
from wtforms import Form, SelectField

from tests.processor_time import quickest
from tracker.web.forms.time_zones import TimeZoneField, time_zones


class Ours(Form):
    zone = TimeZoneField()


class Theirs(Form):
    zone = SelectField(choices=list(time_zones()), default="UTC")


@pytest.mark.parametrize(
    "typed", ["", "zone=Europe/Berlin", "zone=", "zone=A%22><b>", "zone=Europe"]
)
def test_it_is_the_same_list(typed: str) -> None:
    sent = MultiDict([tuple(typed.split("="))] if typed else [])
    ours, theirs = Ours(sent), Theirs(sent)
    assert ours.zone(data_prefill=True, id='"') == theirs.zone(data_prefill=True, id='"')
    assert ours.zone() == theirs.zone()
    assert ours.validate() == theirs.validate()


def test_drawing_it_holds_nobody_up() -> None:
    ours, theirs = Ours(), Theirs()
    ours.zone()
    assert quickest(ours.zone) < quickest(theirs.zone) / 5
