"""From the environment and a file to values: every wrong one is named at once."""

import json
from collections.abc import Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from tracker.settings.env_file import read_env_file
from tracker.settings.paths import path_of
from tracker.settings.showing import shown_refused
from tracker.settings.texts import COMMENT, as_meant, listed


class ConfigError(Exception):
    """Settings that cannot be used; the message has one line per wrong variable."""


def read_settings(owner: type, values: Mapping[str, str]) -> dict[str, Any]:
    """Every wrong value is named before giving up, so that one restart mends them all."""
    read: dict[str, Any] = {}
    wrong: list[str] = []
    for each in fields(owner):
        given = as_meant(values.get(variable_of(each), ""))
        if not given:
            continue
        try:
            read[each.name] = each.metadata["read"](given)
        except ValueError as allowed:
            quoted = json.dumps(shown_refused(each, given), ensure_ascii=False)
            comment = "; a comment stands on a line of its own" if COMMENT.search(given) else ""
            why = f"it must be {allowed}{comment}"
            wrong.append(f"{variable_of(each)}={quoted} cannot be used: {why}")
        except OSError as error:  # a path into a folder that may not be entered
            wrong.append(f"{variable_of(each)}={given} cannot be used: {error.strerror}")
    if wrong:
        raise ConfigError("\n".join(wrong))
    return read


def located_settings(owner: type, path: Path) -> dict[str, str]:
    """The settings of a .env file; relative paths, also the default ones, begin at its folder."""
    given = read_env_file(path)
    for each in fields(owner):
        name = variable_of(each)
        if each.type in (Path, Path | None) and (each.default or as_meant(given.get(name, ""))):
            given[name] = located(as_meant(given.get(name, "")) or str(each.default), path.parent)
        elif each.type == tuple[Path, ...] and name in given:
            given[name] = ",".join(located(each, path.parent) for each in listed(given[name]))
    return given


def located(given: str, start: Path) -> str:
    """A path that begins at `start` unless it says otherwise; what is none stays as it is, to be
    refused with the others."""
    try:
        return str(start / path_of(given))
    except ValueError:
        return given


def variable_of(setting: Field[Any]) -> str:
    """The environment variable of a field of Config."""
    return setting.name.upper()
