"""Settings: what is read, from where, and what is said about a wrong value."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tracker.config import Config
from tracker.settings.env_file import read_env_file
from tracker.settings.reading import ConfigError, variable_of

ROOT = Path(__file__).parent.parent
VARIABLES = [variable_of(each) for each in fields(Config)]


CLUSTER = ["QUEUE_URL", "EVENTS_URL", "ACCOUNTS_URL", "ROLES", "SHARDS"]


def test_every_variable_is_documented_with_its_default():
    documented = read_env_file(ROOT / ".env.example")
    assert list(documented) == VARIABLES
    assert Config.load(documented) == Config()


def test_every_variable_of_the_example_is_explained():
    blocks = (ROOT / ".env.example").read_text().strip().split("\n\n")
    assert [block for block in blocks if not block.startswith("# ")] == []


def test_the_readme_lists_every_variable_with_its_default():
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|", (ROOT / "README.md").read_text(), re.M
    )
    assert rows == list(read_env_file(ROOT / ".env.example").items())[: -len(CLUSTER)]


def test_the_page_on_clusters_lists_its_variables_with_their_defaults():
    """The README is silent of what is not to be switched on yet."""
    page = (ROOT / "deploy/cluster.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|", page, re.M)
    assert rows == list(read_env_file(ROOT / ".env.example").items())[-len(CLUSTER) :]
    assert [name for name, _ in rows] == CLUSTER


def test_nothing_set_gives_the_defaults():
    assert Config.load({}) == Config()


def test_values_become_what_they_mean(tmp_path: Path):
    config = Config.load(
        {
            "PORT": "8080",
            "DATA_DIR": str(tmp_path),
            "PUBLIC_URL": "https://stats.localhost/",
            "REGISTRATION": "Open",
            "TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "DEBUG": "yes",
        }
    )
    assert (config.port, config.data_dir, config.debug) == (8080, tmp_path, True)
    assert config.public_url == "https://stats.localhost"
    assert config.registration == "open"
    assert config.trusted_proxies == ("10.0.0.0/8", "::1")


WRONG = {
    "HOST": "http://localhost",
    "PORT": "eighty",
    "SOCKET": __file__,
    "DATA_DIR": __file__,
    "PUBLIC_URL": "stats.example.com",
    "BASE_PATH": "/a b",
    "HSTS_SUBDOMAINS": "perhaps",
    "REGISTRATION": "maybe",
    "OIDC_ISSUER": "http://login.example.com",
    "OIDC_CLIENT_ID": "a b",
    "OIDC_CLIENT_SECRET": "short",
    "OIDC_NAME": "x" * 41,
    "OIDC_SCOPES": 'a"b',
    "OIDC_ADMIN_CLAIM": "groups",
    "OIDC_REGISTRATION": "maybe",
    "LOCAL_LOGIN": "perhaps",
    "DEMO_SITE": "example.com",
    "AVATARS": "photographs",
    "TRUSTED_PROXIES": "10.0.0.0/8, proxy",
    "GEOIP_PATH": "/no/such/file.mmdb",
    "GEO_URL": "https://geo.example.com/",
    "GEO_UPDATE_URL": "ftp://example.com",
    "DURABILITY": "forever",
    "LOG_LEVEL": "LOUD",
    "LOG_DIR": __file__,
    "LOG_FORMAT": "xml",
    "BEACON_NAME": "../beacon.js",
    "RATE_PER_ADDRESS": "0",
    "RATE_BURST": "-1",
    "RATE_PER_SITE": "1.5",
    "TEXTS_PER_SITE": "0",
    "MB_PER_ADDRESS": "0",
    "FREE_MB": "-1",
    "QUEUE_SIZE": "²",
    "CONNECTIONS_PER_ADDRESS": "0",
    "SOCKETS_PER_USER": "0",
    "SOCKETS": "many",
    "SHARED_SOCKETS": "0",
    "SITES_PER_USER": "0",
    "SPAM_LIST": "/no/such/list",
    "LISTS_URL": "lists.example.com",
    "MAIL_URL": "mail.example.com",
    "MAIL_FROM": "tracker",
    "MAILBOX_URL": "imaps://mail.example.com",
    "ADMINS": "ada@example.com, grace",
    "ALERT_NETWORKS": "10.0.0.0/8, ntfy",
    "SENTRY_DSN": "https://sentry.example.com/1",
    "METRICS_TOKEN": "short",
    "BACKUP_DIR": __file__,
    "BACKUP_EVERY": "daily",
    "BACKUPS_KEPT": "0",
    "RETENTION_DAYS": "-1",
    "DEBUG": "2",
    "ENVIRONMENT": "moon",
    "QUEUE_URL": "nats.example.com",
    "EVENTS_URL": "clickhouse.example.com",
    "ACCOUNTS_URL": "postgres.example.com",
    "ROLES": "front, back",
    "SHARDS": "1025",
}


def test_a_wrong_value_of_every_variable_is_refused_with_one_line_each():
    with pytest.raises(ConfigError) as refused:
        Config.load(WRONG)
    lines = str(refused.value).splitlines()
    assert [line.partition("=")[0] for line in lines] == VARIABLES
    shown = WRONG | {"METRICS_TOKEN": "***", "OIDC_CLIENT_SECRET": "***"}
    shown["OIDC_SCOPES"] = r"a\"b"
    assert all(f'"{shown[name]}"' in line for name, line in zip(VARIABLES, lines, strict=True))


PROVIDER = {
    "OIDC_ISSUER": "https://login.example.com/realms/main/",
    "OIDC_CLIENT_ID": "tracker",
    "OIDC_CLIENT_SECRET": "hunter2-hunter2",
    "PUBLIC_URL": "https://stats.example.com",
}


def test_an_issuer_is_kept_letter_by_letter():
    assert Config.load(PROVIDER).oidc_issuer == "https://login.example.com/realms/main/"


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"])
def test_a_provider_without_what_it_needs_stops_the_start_and_says_what(missing: str):
    with pytest.raises(ConfigError, match=f"so must be {missing}$"):
        Config.load(PROVIDER | {missing: ""})


def test_settings_of_a_provider_without_an_issuer_are_refused():
    with pytest.raises(ConfigError, match="OIDC_ISSUER is missing"):
        Config.load(PROVIDER | {"OIDC_ISSUER": ""})
    with pytest.raises(ConfigError, match="OIDC_ISSUER is missing"):
        Config.load({"OIDC_REGISTRATION": "open"})


def test_the_last_way_in_cannot_be_switched_off():
    with pytest.raises(ConfigError, match="would leave no way in"):
        Config.load({"LOCAL_LOGIN": "0"})
    assert not Config.load(PROVIDER | {"LOCAL_LOGIN": "0"}).local_login


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("https://login.example.com/.well-known/openid-configuration", "the issuer alone"),
        ("http://login.example.com", "an https address"),
        ("https://login.example.com/?realm=main", "an address such as"),
        ("https://ada:secret@login.example.com", "an address such as"),
    ],
)
def test_what_is_no_issuer_is_refused_with_what_is(wrong: str, said: str):
    with pytest.raises(ConfigError, match=said):
        Config.load(PROVIDER | {"OIDC_ISSUER": wrong})


def test_the_clients_secret_is_shown_to_nobody():
    config = Config.load(PROVIDER)
    assert "hunter2" not in f"{config!r} {config.masked()} {config.chosen()}"


SHARED = {
    "QUEUE_URL": "tls://ada:hunter2@n1.example.com:4222, tls://hunter2@n2.example.com",
    "EVENTS_URL": "https://ada:hunter2@clickhouse.example.com:8443/tracker",
    "ACCOUNTS_URL": "postgresql://ada:hunter2@postgres.example.com/tracker?sslmode=verify-full",
}


def test_what_several_processes_share_is_shown_without_its_passwords():
    config = Config.load(SHARED | {"ROLES": "filer Sequencer", "SHARDS": "8"})
    assert (config.is_one_of_many, config.roles, config.shards) == (True, ("sequencer", "filer"), 8)
    assert config.queue_url == SHARED["QUEUE_URL"].replace(" ", "")
    assert "hunter2" not in f"{config!r} {config.masked()} {config.chosen()}"
    shown = config.masked()["QUEUE_URL"]
    assert shown == "tls://***@n1.example.com:4222,tls://***@n2.example.com"


@pytest.mark.parametrize("missing", SHARED)
def test_two_of_three_engines_stop_the_start_and_the_third_is_named(missing: str):
    with pytest.raises(ConfigError, match=f"^{missing} must be set, too") as refused:
        Config.load(SHARED | {missing: ""})
    assert "hunter2" not in str(refused.value)


def test_roles_and_shards_of_a_process_alone_are_refused():
    with pytest.raises(ConfigError, match=r"^ROLES and SHARDS must be empty"):
        Config.load({"ROLES": "front", "SHARDS": "2"})
    assert not Config.load({"ROLES": "", "SHARDS": "4"}).is_one_of_many


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("QUEUE_URL", "nats://n1.example.com,tls://n2.example.com"),
        ("QUEUE_URL", "nats://ada:hun,ter2@n1.example.com"),
        ("QUEUE_URL", "nats://n1.example.com,nats://"),
        ("QUEUE_URL", "nats://n1.example.com/hunter2"),
        ("QUEUE_URL", "nats://n1.example.com:0"),
        ("QUEUE_URL", ","),
        ("EVENTS_URL", "https://clickhouse.example.com"),
        ("EVENTS_URL", "https://clickhouse.example.com/a/b"),
        ("EVENTS_URL", "https://clickhouse.example.com/a`b"),
        ("EVENTS_URL", "https://clickhouse.example.com/tracker?hunter2"),
        ("ACCOUNTS_URL", "postgresql://ada:hunter2@postgres.example.com"),
        ("ACCOUNTS_URL", "postgresql:///tracker"),
        ("ACCOUNTS_URL", "postgresql://ada:hun/ter2@postgres.example.com/tracker"),
        ("ACCOUNTS_URL", "sqlite:///tracker"),
        ("ROLES", "front;back"),
        ("ROLES", ","),
        ("ROLES", "sequencer,jobs"),
        ("SHARDS", "0"),
        ("SHARDS", "4.0"),
    ],
)
def test_what_is_no_engine_role_or_number_of_shards_is_refused(name: str, wrong: str):
    with pytest.raises(ConfigError, match=f"^{name}=") as refused:
        Config.load(SHARED | {name: wrong})
    assert "hunter2" not in str(refused.value)
    assert "ter2" not in str(refused.value)


HOLDING_SECRETS = [
    "MAIL_URL",
    "MAILBOX_URL",
    "GEO_URL",
    "SENTRY_DSN",
    "LISTS_URL",
    "GEO_UPDATE_URL",
    *CLUSTER[:3],
]


@pytest.mark.parametrize("name", HOLDING_SECRETS)
@pytest.mark.parametrize(
    "wrong",
    [
        "ada:hunter2@mail.example.com",
        "ada:hunter2",
        "hunter2",
        "gopher://ada:hunter2@mail.example.com",
        "gopher://ada:hunter2",
        "gopher://ada:hun/ter2hunter2@mail.example.com",
        "gopher://ada:p@hunter2@mail.example.com/x",
        "gopher://ada:p hunter2@mail.example.com",
        "gopher://mail.example.com:99999/?key=hunter2",
        "gopher://mail.example.com/#hunter2",
        "gopher://mail.example.com/hunter2/x",
        "gopher//ada:hunter2@mail.example.com",
        "smtp://ada:hunter2@",
        "https://ada:hunter2@[half",
    ],
)
def test_a_wrong_value_is_named_without_the_secret_in_it(name: str, wrong: str):
    with pytest.raises(ConfigError, match=f"^{name}=") as refused:
        Config.load({name: wrong})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("MAIL_URL", "smtp://ada:p@hun:hunter2@mail.example.com"),
        ("MAILBOX_URL", "imaps://ada:hunter2@mail.example.com"),
        ("GEO_URL", "https://a:hunter2@geo.example.com/{ip};hunter2?a=hunter2;b=hunter2#hunter2"),
        ("SENTRY_DSN", "https://hunter2@sentry.example.com/1"),
        ("LISTS_URL", "https://lists.example.com/hunter2hunter2hunter2/a.txt?hunter2"),
        ("GEO_UPDATE_URL", "https://geo.example.com/a?license_key=hunter2&x"),
        ("METRICS_TOKEN", "hunter2hunter2hunter2"),
    ],
)
def test_a_value_in_effect_is_shown_without_the_secret_in_it(name: str, right: str):
    config = Config.load({name: right})
    assert "hunter2" not in f"{config!r} {config.masked()} {config.chosen()}"


def test_a_secret_in_the_wrong_setting_is_not_shown_either():
    with pytest.raises(ConfigError) as refused:
        Config.load({"PUBLIC_URL": "https://ada:hunter2@example.com", "HOST": "smtp://a:hunter2@b"})
    assert "hunter2" not in str(refused.value)


def test_a_wrong_value_says_what_is_allowed():
    with pytest.raises(ConfigError, match=r'^PORT="99999" .* a whole number from 0 to 65535$'):
        Config.load({"PORT": "99999"})


@pytest.mark.parametrize(
    "address",
    ["https://[half", "https://example.com:99999", "https://a:b@example.com", "ftp://example.com"],
)
def test_an_address_that_browsers_could_not_use_is_refused(address: str):
    with pytest.raises(ConfigError, match="PUBLIC_URL"):
        Config.load({"PUBLIC_URL": address})


@pytest.mark.parametrize(
    "settings",
    [
        {"HOST": "0.0.0.0"},
        {"HOST": "192.0.2.1"},
        {"HOST": "stats.example.com"},
        {"PUBLIC_URL": "https://stats.example.com"},
        {"SOCKET": "/run/tracker.sock"},
    ],
)
def test_debug_is_refused_on_an_address_that_others_reach(settings: dict[str, str]):
    with pytest.raises(ConfigError) as refused:
        Config.load({"DEBUG": "1", **settings})
    assert len(str(refused.value).splitlines()) == 1
    assert str(refused.value).startswith("DEBUG=1 ")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_debug_is_taken_on_this_machine(host: str):
    assert Config.load({"DEBUG": "1", "HOST": host, "PUBLIC_URL": "http://localhost:8000"}).debug


def test_what_is_secret_is_masked():
    settings = {
        "MAIL_URL": "smtp://ada:hunter2@mail.example.com:587",
        "SENTRY_DSN": "https://hunter2@sentry.example.com/1",
        "METRICS_TOKEN": "hunter2-hunter2-hunter2",
        "GEO_URL": "https://geo.example.com/{ip}?key=hunter2&fields=a",
        "LISTS_URL": "https://lists.example.com/?token=hunter2",
        "PORT": "81",
    }
    config = Config.load(settings)
    assert "hunter2" not in str(config.masked()) + repr(config)
    assert config.masked()["MAIL_URL"] == "smtp://***@mail.example.com:587"
    assert config.masked()["GEO_URL"] == "https://geo.example.com/{ip}?key=***&fields=***"
    assert set(config.chosen()) == set(settings)
    assert Config().masked()["METRICS_TOKEN"] == ""


def test_a_wrong_value_does_not_show_a_password():
    with pytest.raises(ConfigError) as refused:
        Config.load({"MAIL_URL": "smpt://ada:secret@mail.example.com"})
    assert "secret" not in str(refused.value)


def test_a_wrong_value_of_many_lines_is_told_in_one():
    with pytest.raises(ConfigError) as refused:
        Config.load({"PORT": "80\n81"})
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_from_another_system_is_read(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfPORT=81\r\n# caf\xe9\r\nHOST=::1\r\n")
    config = Config.load({}, tmp_path / ".env")
    assert (config.port, config.host) == (81, "::1")


def test_a_file_of_windows_own_letters_is_read(tmp_path: Path):
    (tmp_path / ".env").write_bytes("PORT=81\r\nHOST=::1\r\n".encode("utf-16"))
    config = Config.load({}, tmp_path / ".env")
    assert (config.port, config.host) == (81, "::1")


def test_the_environment_wins_over_the_file(tmp_path: Path):
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=1\nHOST=0.0.0.0\n")
    config = Config.load({"PORT": "2"}, env_file)
    assert (config.port, config.host) == (2, "0.0.0.0")


def test_an_empty_value_is_the_default():
    assert Config.load({"PORT": " "}).port == Config().port


def test_a_missing_file_is_no_fault(tmp_path: Path):
    assert Config.load({}, tmp_path / ".env") == Config()


def test_a_path_of_the_file_begins_at_its_folder(tmp_path: Path):
    (tmp_path / "list").touch()
    (tmp_path / ".env").write_text("SPAM_LIST=list\nGEOIP_PATH=list, list\nSOCKET=it.sock\n")
    config = Config.load({}, tmp_path / ".env")
    assert config.data_dir == tmp_path / "data"
    assert (config.spam_list, config.socket) == (tmp_path / "list", tmp_path / "it.sock")
    assert config.geoip_path == (tmp_path / "list", tmp_path / "list")


def test_a_path_of_the_environment_begins_here(tmp_path: Path):
    (tmp_path / ".env").write_text("DATA_DIR=kept\n")
    assert Config.load({"DATA_DIR": "other"}, tmp_path / ".env").data_dir == Path("other")


def test_a_whole_path_of_the_file_is_left_alone(tmp_path: Path):
    (tmp_path / ".env").write_text("DATA_DIR=/srv/kept\n")
    assert Config.load({}, tmp_path / ".env").data_dir == Path("/srv/kept")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("export A = b ", "b"),
        ('A="b # c"', "b # c"),
        ("A='b'", "b"),
        ("A=b # why", "b"),
        ("A=b#c", "b#c"),
        ("A=", ""),
        ("A= # why", ""),
        ("# A=b", None),
        ("A", None),
        ("A=x=y", "x=y"),
    ],
)
def test_a_line_of_the_file(tmp_path: Path, line: str, value: str | None):
    (tmp_path / ".env").write_text(line + "\n")
    assert read_env_file(tmp_path / ".env").get("A") == value
