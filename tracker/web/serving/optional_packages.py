"""Packages that only some settings need."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from tracker.config import Config


class MissingExtra(Exception):
    """A setting needs a package that is not there; the message is one sentence."""


def check_extras(config: Config) -> None:
    """Raises MissingExtra."""
    wanted = {
        "QUEUE_URL": (config.queue_url, "nats", "nats-py"),
        "ACCOUNTS_URL": (config.accounts_url, "asyncpg", "asyncpg"),
        "METRICS_TOKEN": (config.metrics_token, "prometheus_client", "prometheus-client"),
        "OIDC_ISSUER": (config.oidc_issuer, "joserfc", "joserfc"),
        "SENTRY_DSN": (config.sentry_dsn, "sentry_sdk", "sentry-sdk"),
    }
    for variable, (value, module, package) in wanted.items():
        if value and find_spec(module) is None:
            raise MissingExtra(
                f"{variable} is set, and its package is missing: run "
                f"`{sys.executable} -m pip install {package}`, or leave {variable} empty."
            )
