"""The settings of a command: the environment and .env, or an exit that names what is wrong."""

import os
import sys
from pathlib import Path

from tracker.config import Config, ConfigError


def load_settings() -> Config:
    """The environment wins over .env in the current folder; exits with 2 on a wrong value."""
    try:
        return Config.load(os.environ, Path(".env"))
    except ConfigError as wrong:
        sys.stderr.write(f"{wrong}\n")
        sys.exit(2)
