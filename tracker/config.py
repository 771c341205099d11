"""The server's settings: one field here is one environment variable and one line of .env."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

DB_IP_CITY = "https://download.db-ip.com/free/dbip-city-lite-{year}-{month}.mmdb.gz"


class ConfigError(Exception):
    """Settings that cannot be used; the message has one line per wrong variable."""


def read_settings(owner: type, values: Mapping[str, str]) -> dict[str, Any]:
    """Every wrong value is named before giving up, so that one restart mends them all."""
    read: dict[str, Any] = {}
    wrong: list[str] = []
    for each in fields(owner):
        given = values.get(variable_of(each), "").strip()
        if not given:
            continue
        try:
            read[each.name] = each.metadata["read"](given)
        except ValueError as allowed:
            wrong.append(f'{variable_of(each)}="{given}" cannot be used: it must be {allowed}')
    if wrong:
        raise ConfigError("\n".join(wrong))
    return read


def variable_of(setting: Field[Any]) -> str:
    """The environment variable of a field of Config."""
    return setting.name.upper()


def read_env_file(path: Path | None) -> dict[str, str]:
    """The NAME=value lines of a .env file; {} where there is none."""
    if path is None or not path.is_file():
        return {}
    found = (ENV_LINE.match(line) for line in path.read_text("utf-8").splitlines())
    return {match["name"]: unquoted(match["value"]) for match in found if match}


ENV_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*"""
    r"""(?P<value>"[^"]*"|'[^']*'|.*?)\s*(?:(?:^|(?<=[\s"'=]))\#.*)?$"""
)


def unquoted(value: str) -> str:
    """A value of a .env file without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def one_of(*allowed: str) -> Callable[[str], str]:
    """Reads one of these words, in any case."""
    by_folded = {word.lower(): word for word in allowed}

    def read(given: str) -> str:
        if given.lower() not in by_folded:
            raise ValueError(" or ".join(allowed))
        return by_folded[given.lower()]

    return read


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number within both ends."""

    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit() and low <= int(given) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(given)

    return read


def yes_or_no(given: str) -> bool:
    """Reads 1 or 0, and the words people write for them."""
    if given.lower() not in {"1", "yes", "true", "on", "0", "no", "false", "off"}:
        raise ValueError("1 or 0")
    return given.lower() in {"1", "yes", "true", "on"}


def host_name(given: str) -> str:
    """Reads an address to listen on."""
    if not re.fullmatch(r"[\w.:%-]+", given):
        raise ValueError("a host name or an address, without port or http://")
    return given


def public_address(given: str) -> str:
    """Reads this server's own address as the world sees it; no slash at its end."""
    parts = split_url(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address such as https://stats.example.com")
    return given.rstrip("/")


def address_template(given: str) -> str:
    """Reads the address of a geolocation service."""
    parts = split_url(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "{ip}" not in given:
        raise ValueError("an http or https address with {ip} in it")
    return given


def download_template(given: str) -> str:
    """Reads the address of a file that appears monthly."""
    parts = split_url(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an http or https address, with {year} and {month} where they belong")
    return given


def list_address(given: str) -> str:
    """Reads the address of a list."""
    parts = split_url(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an http or https address")
    return given


def split_url(given: str) -> Any:
    """The parts of a URL, empty ones where it is none."""
    try:
        return urlsplit(given)
    except ValueError:
        return urlsplit("")


def networks(given: str) -> tuple[str, ...]:
    """Reads addresses and networks with commas between them."""
    named = tuple(part.strip() for part in given.split(",") if part.strip())
    for each in named:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError:
            allowed = "addresses or networks such as 10.0.0.0/8, with commas between them"
            raise ValueError(allowed) from None
    return named


def existing_file(given: str) -> Path:
    """Reads the path of a file that is there."""
    if not (path := Path(given).expanduser()).is_file():
        raise ValueError("the path of a file that exists")
    return path


def existing_files(given: str) -> tuple[Path, ...]:
    """Reads paths of files that are there, with commas between them."""
    try:
        return tuple(existing_file(part.strip()) for part in given.split(",") if part.strip())
    except ValueError:
        raise ValueError("paths of files that exist, with commas between them") from None


def folder(given: str) -> Path:
    """Reads the path of a folder, which the server makes where it is missing."""
    if (path := Path(given).expanduser()).exists() and not path.is_dir():
        raise ValueError("the path of a folder")
    return path


def file_name(given: str) -> str:
    """Reads the name under which the beacon's script is served."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.js", given):
        raise ValueError("a file name such as beacon.js")
    return given


def setting(default: Any, read: Callable[[str], Any]) -> Any:
    """A field with the function that reads its text or says what is allowed."""
    return field(default=default, metadata={"read": read})


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator chose. .env.example says what each of them means."""

    host: str = setting("127.0.0.1", host_name)
    port: int = setting(8000, whole_number(0, 65535))
    data_dir: Path = setting(Path("data"), folder)
    public_url: str = setting("", public_address)
    registration: str = setting("closed", one_of("closed", "open"))
    trusted_proxies: tuple[str, ...] = setting((), networks)
    geoip_path: tuple[Path, ...] = setting((), existing_files)
    geo_url: str = setting("", address_template)
    geo_update_url: str = setting(DB_IP_CITY, download_template)
    durability: str = setting("power", one_of("power", "process"))
    log_level: str = setting("INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR"))
    beacon_name: str = setting("beacon.js", file_name)
    rate_per_address: int = setting(20, whole_number(1, 1_000_000))
    rate_burst: int = setting(100, whole_number(1, 1_000_000))
    rate_per_site: int = setting(5_000, whole_number(1, 10_000_000))
    queue_size: int = setting(2_000, whole_number(1, 1_000_000))
    spam_list: Path | None = setting(None, existing_file)
    lists_url: str = setting("", list_address)
    debug: bool = setting(False, yes_or_no)
    environment: str = setting("production", one_of("production", "staging", "test"))

    @classmethod
    def load(cls, environ: Mapping[str, str], env_file: Path | None = None) -> Self:
        """The environment wins over the .env file, both over the defaults; ConfigError if wrong."""
        return cls(**read_settings(cls, read_env_file(env_file) | dict(environ)))
