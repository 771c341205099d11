"""What a site keeps for its reports: how much of it, and why some of it is not kept."""

from __future__ import annotations

MOST_GOALS = 100  # a site
MOST_SEGMENTS = 100  # a site, and each of its members beside it
MOST_ANNOTATIONS = 1_000  # a site
MOST_SHARED_LINKS = 50  # a site
MOST_FUNNELS = 100  # a site
MOST_BADGES = 50  # a site
LONGEST_NAME = 100  # characters, of a goal, a segment or a shared link
LONGEST_FILTERS = 10_000  # characters of a segment's JSON
LONGEST_WORDS = 300  # characters of an annotation


class NameTaken(Exception):
    """Another one has that name; nothing was changed."""


class TooMany(Exception):
    """There are as many as may be; nothing was changed."""
