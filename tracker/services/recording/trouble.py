"""A disk that refuses, or what else keeps hits: what it said last, and how long to leave it
alone."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # seconds between tries while the disk refuses


class Trouble:
    """`said` is "" where there is none."""

    def __init__(self, who: str = "disk") -> None:
        self._who = who
        self.said = ""
        self.pause = 0.0  # seconds until the next try

    def refused(self, error: Exception, hits: int) -> None:
        """Nothing of so many hits is stored."""
        self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        if self.said != str(error):
            logger.error("The %s refuses, nothing of %d hits stored: %s", self._who, hits, error)
        self.said = str(error)

    def is_over(self) -> None:
        """Something was stored."""
        if self.said:
            logger.info("The %s takes hits again", self._who)
        self.pause, self.said = 0.0, ""
