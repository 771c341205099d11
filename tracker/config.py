"""The server's settings: one field here is one environment variable and one line of .env."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tracker.settings.addresses import (
    address_template,
    base_path,
    download_template,
    host_name,
    list_address,
    networks,
    public_address,
    sentry_address,
)
from tracker.settings.cluster import (
    MOST_SHARDS,
    ROLES,
    accounts_address,
    cluster_fault,
    events_address,
    queue_addresses,
    roles,
)
from tracker.settings.hosts import is_this_machine
from tracker.settings.mail import mail_addresses, mail_sender, mail_server, mailbox_address
from tracker.settings.paths import existing_file, existing_files, folder, socket_path
from tracker.settings.provider import (
    Told,
    claim_value,
    client_id,
    client_secret,
    issuer_address,
    provider_fault,
    provider_name,
    scopes,
)
from tracker.settings.reading import ConfigError, located_settings, read_settings, variable_of
from tracker.settings.showing import shown
from tracker.settings.words import file_name, one_of, secret_word, whole_number, yes_or_no

ALL, ADDRESS, ADDRESSES = "all", "address", "addresses"
DB_IP_CITY = "https://download.db-ip.com/free/dbip-city-lite-{year}-{month}.mmdb.gz"


def setting(default: Any, read: Callable[[str], Any], secret: str = "") -> Any:
    """A field with the function that reads its text or says what is allowed. `secret` says what
    nobody may be shown: it "all", or what may stand in an "address" or several "addresses"."""
    return field(default=default, metadata={"read": read, "secret": secret})


@dataclass(frozen=True, slots=True, repr=False)
class Config:
    """What the operator chose. .env.example says what each of them means."""

    host: str = setting("127.0.0.1", host_name)
    port: int = setting(8000, whole_number(0, 65535))
    socket: Path | None = setting(None, socket_path)
    data_dir: Path = setting(Path("data"), folder)
    public_url: str = setting("", public_address)
    base_path: str = setting("", base_path)
    hsts_subdomains: bool = setting(False, yes_or_no)
    registration: str = setting("closed", one_of("closed", "open"))
    oidc_issuer: str = setting("", issuer_address)
    oidc_client_id: str = setting("", client_id)
    oidc_client_secret: str = setting("", client_secret, ALL)
    oidc_name: str = setting("", provider_name)
    oidc_scopes: str = setting("openid email profile", scopes)
    oidc_admin_claim: str = setting("", claim_value)
    oidc_registration: str = setting("closed", one_of("closed", "open"))
    local_login: bool = setting(True, yes_or_no)
    demo_site: int = setting(0, whole_number(0, 2**53))
    avatars: str = setting("local", one_of("local", "gravatar"))
    trusted_proxies: tuple[str, ...] = setting((), networks)
    geoip_path: tuple[Path, ...] = setting((), existing_files)
    geo_url: str = setting("", address_template, ADDRESS)
    geo_update_url: str = setting(DB_IP_CITY, download_template, ADDRESS)
    durability: str = setting("power", one_of("power", "process"))
    log_level: str = setting("INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR"))
    log_dir: Path | None = setting(None, folder)
    log_format: str = setting("text", one_of("text", "json"))
    beacon_name: str = setting("beacon.js", file_name)
    rate_per_address: int = setting(20, whole_number(1, 1_000_000))
    rate_burst: int = setting(100, whole_number(1, 1_000_000))
    rate_per_site: int = setting(5_000, whole_number(1, 10_000_000))
    texts_per_site: int = setting(500_000, whole_number(1_000, 1_000_000_000))
    mb_per_address: int = setting(1_000, whole_number(1, 1_000_000))
    free_mb: int = setting(128, whole_number(0, 10_000_000))
    queue_size: int = setting(2_000, whole_number(1, 1_000_000))
    connections_per_address: int = setting(256, whole_number(1, 1_000_000))
    sockets_per_user: int = setting(20, whole_number(1, 1_000_000))
    sockets: int = setting(1_000, whole_number(1, 1_000_000))
    shared_sockets: int = setting(1_000, whole_number(1, 1_000_000))
    sites_per_user: int = setting(100, whole_number(1, 1_000_000))
    spam_list: Path | None = setting(None, existing_file)
    lists_url: str = setting("", list_address, ADDRESS)
    mail_url: str = setting("", mail_server, ADDRESS)
    mail_from: str = setting("", mail_sender)
    mailbox_url: str = setting("", mailbox_address, ADDRESS)
    admins: tuple[str, ...] = setting((), mail_addresses)
    alert_networks: tuple[str, ...] = setting((), networks)
    sentry_dsn: str = setting("", sentry_address, ADDRESS)
    metrics_token: str = setting("", secret_word, ALL)
    backup_dir: Path | None = setting(None, folder)
    backup_every: int = setting(24, whole_number(0, 8_760))
    backups_kept: int = setting(7, whole_number(1, 10_000))
    retention_days: int = setting(0, whole_number(0, 36_500))
    debug: bool = setting(False, yes_or_no)
    environment: str = setting("production", one_of("production", "staging", "test"))
    queue_url: str = setting("", queue_addresses, ADDRESSES)
    events_url: str = setting("", events_address, ADDRESS)
    accounts_url: str = setting("", accounts_address, ADDRESS)
    roles: tuple[str, ...] = setting(ROLES, roles)
    shards: int = setting(4, whole_number(1, MOST_SHARDS))

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach the server, as far as its settings say."""
        public = urlsplit(self.public_url).hostname if self.public_url else self.host
        return is_this_machine(self.host) and is_this_machine(public or "") and self.socket is None

    @property
    def is_one_of_many(self) -> bool:
        """Whether several processes are one server, and this is one of them."""
        return bool(self.queue_url)

    @property
    def shards_of_log(self) -> int:
        """In how many parts the log is."""
        return self.shards if self.is_one_of_many else 1

    @classmethod
    def load(cls, environ: Mapping[str, str], env_file: Path | None = None) -> Self:
        """The environment wins over the .env file, both over the defaults; ConfigError if wrong."""
        kept = located_settings(cls, env_file) if env_file and env_file.is_file() else {}
        config = cls(**read_settings(cls, kept | dict(environ)))
        if config.debug and not config.is_private:
            raise ConfigError(
                "DEBUG=1 shows source and variables: HOST must be an address that only this "
                "machine reaches, such as 127.0.0.1, PUBLIC_URL empty or such an address, and "
                "SOCKET empty"
            )
        if fault := config.fault_of_provider() or config.fault_of_cluster():
            raise ConfigError(fault)
        return config

    def fault_of_provider(self) -> str:
        """What is wrong with the settings for signing in elsewhere, taken together; or ""."""
        others = {"OIDC_NAME", "OIDC_SCOPES", "OIDC_ADMIN_CLAIM", "OIDC_REGISTRATION"}
        told = Told(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret,
            self.public_url,
            self.local_login,
            bool(others & self.chosen().keys()),
        )
        return provider_fault(told)

    def fault_of_cluster(self) -> str:
        """What is wrong with the settings of what processes share, taken together; or ""."""
        urls = {
            "QUEUE_URL": self.queue_url,
            "EVENTS_URL": self.events_url,
            "ACCOUNTS_URL": self.accounts_url,
        }
        return cluster_fault(urls, {"ROLES", "SHARDS"} & self.chosen().keys())

    def __repr__(self) -> str:
        """Without secrets: it may be shown where nobody thinks of them."""
        return f"Config({self.chosen()})"

    def masked(self) -> dict[str, str]:
        """Every variable with its value in effect; what is secret in it is ***."""
        return {variable_of(each): shown(each, getattr(self, each.name)) for each in fields(self)}

    def chosen(self) -> dict[str, str]:
        """The same without what is as it was."""
        changed = {variable_of(f) for f in fields(self) if getattr(self, f.name) != f.default}
        return {name: value for name, value in self.masked().items() if name in changed}
