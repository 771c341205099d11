"""The major versions of browsers and systems, where a user agent still tells them."""

import re

_LONGEST = 8

# Texts that browsers have agreed on, whatever the system is: Windows 10 is 11 as well, macOS stays
# at 10.15, Android at 10, and Safari's iOS at 18 since 26.
_FROZEN = re.compile(r"Windows NT 10\.0|Mac OS X 10[_.]1[56]|Android 10; K\)|OS 18_[67] like Mac")
_OLD_SAFARI = re.compile(r"Version/18\.")


def browser_version(major: str | None) -> str:
    return _short(major)


def system_version(user_agent: str, major: str | None) -> str:
    """ "" where the text says the same of all later systems."""
    frozen = _FROZEN.search(user_agent) and not _OLD_SAFARI.search(user_agent)
    return "" if frozen else _short(major)


def _short(major: str | None) -> str:
    return major if major and len(major) <= _LONGEST and major.isalnum() else ""
