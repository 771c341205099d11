"""What several processes cannot do yet is said, and is no fault."""

from __future__ import annotations

import pytest
from aiohttp import web

from tracker.web.failing.only_in_one import only_in_one
from tracker.web.failing.words import words

KEY = web.AppKey("what one process has", str)


def test_what_is_not_there_is_refused_with_a_sentence() -> None:
    app = web.Application()
    with pytest.raises(web.HTTPNotImplemented) as refused:
        only_in_one(app, KEY)
    assert words(refused.value.status)[1].startswith("This server consists of several processes")
    app[KEY] = "here"
    assert only_in_one(app, KEY) == "here"
