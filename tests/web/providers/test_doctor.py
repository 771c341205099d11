"""`tracker doctor` asks the provider."""

from dataclasses import replace
from typing import Any

import pytest

from tests.small_provider import SmallProvider
from tracker.config import Config
from tracker.services.checkup.provider import look_at_provider


async def test_it_answers_and_the_address_to_register_is_said(config: Config):
    [found] = await look_at_provider(config)
    assert found.level == "ok"
    assert "http://stats.localhost/login/provider/back" in found.found


@pytest.mark.parametrize(
    ("published", "level", "said"),
    [
        ({"issuer": "https://login.example.com/"}, "bad", "exactly that"),
        ({"jwks_uri": "https://[x"}, "bad", "Is OIDC_ISSUER the issuer"),
        ({"code_challenge_methods_supported": ["plain"]}, "warn", "Allow it"),
    ],
)
async def test_what_does_not_fit_is_said_with_what_to_do(
    config: Config, provider: SmallProvider, published: dict[str, Any], level: str, said: str
):
    provider.published = published
    [found] = await look_at_provider(config)
    assert (found.level, said in found.advice) == (level, True)


async def test_one_that_is_down_is_bad(config: Config):
    [found] = await look_at_provider(replace(config, oidc_issuer="http://localhost:1"))
    assert (found.level, found.check) == ("bad", "provider")


async def test_without_one_there_is_nothing_to_say(config: Config):
    assert await look_at_provider(replace(config, oidc_issuer="")) == []
