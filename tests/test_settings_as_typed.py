"""Settings as people type and paste them: each means one thing, or is refused with a sentence."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tracker.cli import tracker
from tracker.config import Config
from tracker.settings.reading import ConfigError

STATS = "https://stats.example.com"
MEANT: list[tuple[str, str, Any]] = [
    ("HOST", "LOCALHOST.", "localhost"),
    ("HOST", "[::1]", "::1"),
    ("HOST", "2001:DB8::0001", "2001:db8::1"),
    ("HOST", "fe80::1%eth0", "fe80::1%eth0"),
    ("HOST", "bücher.example", "xn--bcher-kva.example"),
    ("PORT", "08000", 8000),
    ("PUBLIC_URL", "HTTPS://Stats.Example.COM/", STATS),
    ("PUBLIC_URL", "https://stats.example.com:443", STATS),
    ("PUBLIC_URL", "https://stats.example.com:0443/", STATS),
    ("PUBLIC_URL", "https://stats.example.com:", STATS),
    ("PUBLIC_URL", "https://stats.example.com.", STATS),
    ("PUBLIC_URL", "https://stats.example.com?", STATS),
    ("PUBLIC_URL", "https://stats.example.com#", STATS),
    ("PUBLIC_URL", "https://ｓtats。example.com", STATS),
    ("PUBLIC_URL", "\ufeff https://stats.example.com\u200b", STATS),
    ("PUBLIC_URL", "http://stats.example.com:80", "http://stats.example.com"),
    ("PUBLIC_URL", "https://stats.example.com:80", f"{STATS}:80"),
    ("PUBLIC_URL", "https://BÜCHER.example:8443", "https://xn--bcher-kva.example:8443"),
    ("PUBLIC_URL", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("PUBLIC_URL", "https://straße.example", "https://xn--strae-oqa.example"),
    ("PUBLIC_URL", "http://my_box.lan:8000", "http://my_box.lan:8000"),
    ("PUBLIC_URL", "http://[2001:DB8:0::1]:8000", "http://[2001:db8::1]:8000"),
    ("BASE_PATH", "stats/", "/stats"),
    ("TRUSTED_PROXIES", "10.1.2.3/8; [::1] 127.0.0.1", ("10.0.0.0/8", "::1", "127.0.0.1")),
    ("TRUSTED_PROXIES", '"10.0.0.0/8","::1"', ("10.0.0.0/8", "::1")),
    ("TRUSTED_PROXIES", "2001:DB8::0/32", ("2001:db8::/32",)),
    ("MAIL_URL", "SMTP://Ada:P@sS@Bär.example./", "smtp://Ada:P@sS@xn--br-via.example"),
    ("MAILBOX_URL", "IMAPS://Ada:PasS@Mail.example", "imaps://Ada:PasS@mail.example"),
    ("MAIL_FROM", "Ada <Ada@BÜCHER.example>", "Ada <Ada@xn--bcher-kva.example>"),
    ("MAIL_FROM", '"Ada, at home" <ada@example.com.>', '"Ada, at home" <ada@example.com>'),
    ("ADMINS", '"a@b.example"; Bob@Bär.example', ("a@b.example", "Bob@xn--br-via.example")),
    ("GEO_URL", "HTTPS://Bär.example:443/X/{ip}?K=V", "https://xn--br-via.example/X/{ip}?K=V"),
    ("GEO_URL", "https://{ip}.geo.example/", "https://{ip}.geo.example/"),
    ("GEO_UPDATE_URL", "HTTP://A.example/{year}", "http://a.example/{year}"),
    ("LISTS_URL", "HTTPS://A.example:443/X", "https://a.example/X"),
    ("SENTRY_DSN", "HTTPS://Key@Sentry.example/1", "https://Key@sentry.example/1"),
    ("LOG_LEVEL", "Info", "INFO"),
    ("DEBUG", "FALSE", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "meant"), MEANT)
def test_a_setting_means_the_same_however_it_is_spelt(name: str, typed: str, meant: Any) -> None:
    assert getattr(Config.load({name: typed}), name.lower()) == meant


QUOTES = ['""', "''", "“”", "„“", "  ", "\u00a0\n", "``", "'\"\"'"]


@pytest.mark.parametrize(("name", "typed", "meant"), MEANT)
def test_quotes_and_blanks_around_a_setting_are_not_its_own(
    name: str, typed: str, meant: Any
) -> None:
    for quotes in QUOTES:
        if set(quotes) & set(typed) <= {" "}:
            half = len(quotes) // 2
            quoted = quotes[:half] + typed + quotes[half:]
            assert getattr(Config.load({name: quoted}), name.lower()) == meant, quotes


WORD = "unguessable-0123456789"
PATHS = ["DATA_DIR", "LOG_DIR", "BACKUP_DIR", "SOCKET", "SPAM_LIST"]


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("from_file", [False, True])
def test_the_quotes_of_a_dockers_env_file_make_no_other_path(
    tmp_path: Path, name: str, from_file: bool
) -> None:
    meant = tmp_path / "kept"
    if name == "SPAM_LIST":
        meant.touch()
    (tmp_path / ".env").write_text(f"{name}='\"{meant}\"'\n" if from_file else "")
    environ = {} if from_file else {name: f'"{meant}"'}
    assert getattr(Config.load(environ, tmp_path / ".env"), name.lower()) == meant


@pytest.mark.parametrize("name", [*PATHS, "GEOIP_PATH"])
@pytest.mark.parametrize("from_file", [False, True])
@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        ('"/srv/kept', "a path with a quote at both ends, or at none"),
        ("/srv/kept'", "a path with a quote at both ends, or at none"),
        ("/srv/ke\x01pt", "a path on one line"),
        ("$HOME/kept", "a path that is written out"),
        ("/srv/${NAME}", "a path that is written out"),
        ("~nobody-of-this-name/kept", "a path without ~"),
        ("file:///srv/kept", "a path alone"),
        ("unix:/srv/kept", "a path alone"),
        ("C:/Program Files/Git/data", "a path of this system"),
        ("C:\\data", "a path of this system"),
    ],
)
def test_what_would_quietly_be_another_path_is_refused(
    tmp_path: Path, name: str, typed: str, allowed: str, from_file: bool
) -> None:
    (tmp_path / ".env").write_text(f"{name}={typed}\n" if from_file else "")
    environ = {} if from_file else {name: typed}
    with pytest.raises(ConfigError, match=rf"^{name}=.*it must be {allowed}") as refused:
        Config.load(environ, tmp_path / ".env")
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("name", ["DATA_DIR", "PORT", "PUBLIC_URL"])
def test_a_comment_behind_a_value_is_not_taken_for_it(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{name}=.*a comment stands on a line of its own$"):
        Config.load({name: "/srv/kept # where it is kept"})


def test_a_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Config.load({"DATA_DIR": "'~/kept'"}).data_dir == tmp_path / "kept"
    (tmp_path / ".env").write_text("DATA_DIR=~/kept\n")
    assert Config.load({}, tmp_path / ".env").data_dir == tmp_path / "kept"


def test_empty_quotes_are_the_default() -> None:
    assert Config.load({"PUBLIC_URL": '""', "DATA_DIR": "''", "GEO_UPDATE_URL": '" "'}) == Config()


def test_a_token_keeps_its_letters() -> None:
    assert Config.load({"METRICS_TOKEN": f'"{WORD}"'}).metrics_token == WORD


REFUSED = [
    ("HOST", "0.0.0.0:8000", "an address alone; the port belongs into PORT=8000"),
    ("HOST", "[::1]:8000", "an address alone; the port belongs into PORT=8000"),
    ("HOST", "box.lan:80", "an address alone; the port belongs into PORT=80"),
    ("HOST", "*", "0.0.0.0 for every network"),
    ("HOST", "8000", "an address such as 127.0.0.1"),
    ("HOST", "127.1", "an address such as 127.0.0.1"),
    ("HOST", "0x7f.1", "an address such as 127.0.0.1"),
    ("HOST", "127.0.0.01", "an address such as 127.0.0.1"),
    ("HOST", "...", "an address such as 127.0.0.1"),
    ("HOST", "0.0.0.0,::", "an address such as 127.0.0.1"),
    ("PORT", "9" * 5000, "a whole number from 0 to 65535$"),
    ("PORT", "8000/tcp", "a whole number from 0 to 65535$"),
    ("PUBLIC_URL", "Stats.example.com", "an address with its scheme: https://stats.example.com$"),
    ("PUBLIC_URL", "stats.example.com:8443/", "scheme: https://stats.example.com:8443$"),
    ("PUBLIC_URL", "https://A.example/stats/", "https://a.example without .* BASE_PATH=/stats$"),
    ("PUBLIC_URL", "https:/stats.example.com", "an address such as https://"),
    ("PUBLIC_URL", "https://https://stats.example.com", "an address such as https://"),
    ("PUBLIC_URL", "https://stats.exam\nple.com", "an address such as https://"),
    ("PUBLIC_URL", "https://stats example.com", "an address such as https://"),
    ("PUBLIC_URL", "https://a.example,https://b.example", "an address such as https://"),
    ("PUBLIC_URL", "https://*.example.com", "an address such as https://"),
    ("PUBLIC_URL", "https://stats..example.com", "an address such as https://"),
    ("PUBLIC_URL", "https://stats%2eexample.com", "an address such as https://"),
    ("PUBLIC_URL", "http://127.1", "an address such as https://"),
    ("PUBLIC_URL", "http://[::ffff:10.0.0.1]", "an address such as https://"),
    ("PUBLIC_URL", "http://[fe80::1%eth0]", "an address such as https://"),
    ("PUBLIC_URL", f"https://{'ü' * 300}.example", "an address such as https://"),
    ("BASE_PATH", "https://www.example.com/stats", "a path such as /stats"),
    ("TRUSTED_PROXIES", "10.0.0.1, localhost", "; localhost is neither$"),
    ("TRUSTED_PROXIES", "127.0.0.1:8000", "; 127.0.0.1:8000 is neither$"),
    ("MAIL_URL", "smtp://ada:se/cret@mail.example.com", "in a password / is written %2F"),
    ("MAIL_FROM", "ada@example.com, bob@example.com", "an address such as stats@example.com"),
    ("MAIL_FROM", "ada@example..com", "an address such as stats@example.com"),
    ("ADMINS", "ada@example.com, bob@-", "e-mail addresses"),
    ("GEO_URL", "https://geo.example.com/{ip}/{key}", "{ip} in it, and nothing else in braces"),
    ("GEO_UPDATE_URL", "https://a.example/{yyyy}", "{year} and {month} where they belong"),
    ("LISTS_URL", "https://a.example/a list", "a blank in it written as %20"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "allowed"), REFUSED)
def test_what_means_nothing_is_refused_with_what_to_write(
    name: str, typed: str, allowed: str
) -> None:
    with pytest.raises(ConfigError, match=rf"^{name}=.* cannot be used: it must be .*{allowed}"):
        Config.load({name: typed})


def test_the_commands_refuse_and_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "env").write_text(f"DATA_DIR={tmp_path}/kept\n")
    command = ["--env-file", str(tmp_path / "env"), "config"]
    refused = CliRunner().invoke(tracker, [*command, "--check"], env={"HOST": "0.0.0.0:8000"})
    assert (refused.exit_code, "PORT=8000" in refused.stderr) == (2, True)
    environ = {"PUBLIC_URL": "HTTPS://BÜCHER.example", "HOST": '""'}
    lines = CliRunner().invoke(tracker, command, env=environ).stdout.splitlines()
    said = {words[0]: words[-1] for words in map(str.split, lines)}
    assert said["PUBLIC_URL=https://xn--bcher-kva.example"] == "environment"
    assert said["HOST=127.0.0.1"] == "default"
