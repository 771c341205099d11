"""Channels are stored as words for programs and shown as names for people."""

from tracker.domain.channels import CHANNELS
from tracker.web.words import i18n
from tracker.web.words.channels import channel_names
from tracker.web.words.i18n import Reader


def test_every_channel_has_a_name_of_its_own():
    names = channel_names()
    assert tuple(names) == tuple(CHANNELS)
    assert len({*map(str, names.values())}) == len(CHANNELS)


def test_names_are_in_the_readers_language():
    token = i18n._READER.set(Reader("de", "Europe/Berlin"))
    try:
        assert channel_names()["organic-search"] == "Organische Suche"
    finally:
        i18n._READER.reset(token)
