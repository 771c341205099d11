"""nginx and Caddy as deploy/ has them: the very files, with other ports and paths."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.eventually import PATIENCE

DEPLOY = Path(__file__).parents[2] / "deploy"
WHOLE, SHARED = "stats.example.com", "www.example.com"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

# What a distribution's nginx.conf has around conf.d, for a process of ours in the foreground.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
{user}
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tracker.conf;
    server {{
        listen 127.0.0.1:{shared_tls} ssl;
        server_name www.example.com;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        include {folder}/subpath.conf;
        location / {{ return 404; }}
    }}
}}
"""
# One server of nginx, with what somebody has written into it.
ALONE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port}{tls};
        {certificate}
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_http_version 1.1;
            {written}
        }}
        location ~ /socket$ {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_http_version 1.1;
            proxy_set_header Upgrade websocket;
            proxy_set_header Connection upgrade;
            {written}
        }}
    }}
}}
"""
CADDY = """
{{
	admin off
	http_port {plain}
	storage file_system {folder}/storage
	log {{
		output file {folder}/caddy.log
	}}
}}
"""


class Upstream(NamedTuple):
    """Where the proxies look for the server: one on the whole host, one below /stats."""

    path: Path
    port: int


class Proxy(NamedTuple):
    """A running proxy. `plain` answers http, `tls` https for stats.example.com, `shared` https for
    www.example.com with /stats."""

    name: str
    plain: int
    tls: int
    shared: int
    certificate: Path

    def trusting(self) -> ssl.SSLContext:
        """What a browser that knows the certificate checks by."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def browser(self, host: str = WHOLE, come_from: str = "127.0.0.1") -> aiohttp.ClientSession:
        """A session that finds the host here, as if at its usual port."""
        port = self.tls if host == WHOLE else self.shared
        connector = aiohttp.TCPConnector(
            resolver=Here(), ssl=self.trusting(), local_addr=(come_from, 0), limit=0
        )
        return aiohttp.ClientSession(
            f"https://{host}:{port}",
            connector=connector,
            headers={"Host": host},
            timeout=aiohttp.ClientTimeout(total=30),
        )


class Here(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


def missing(*programs: str) -> list[str]:
    """Those of the programs that this machine has not."""
    return [each for each in programs if shutil.which(each, path=PATH) is None]


# Below those that a system gives to whoever asks for any (Linux: from 32768 on): a moment later a
# test beside this one would have got the same.
NEVER_GIVEN = range(15_000, 32_000)
ANY = random.SystemRandom()  # each process another one, whatever seed tests have


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with ExitStack() as stack:
        return [_taken(stack.enter_context(socket.socket())) for _ in range(count)]


def _taken(listener: socket.socket) -> int:
    while True:
        with suppress(OSError):
            listener.bind(("127.0.0.1", ANY.choice(NEVER_GIVEN)))
            return int(listener.getsockname()[1])


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for both names and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    subprocess.run(
        [
            *command.split(),
            *("-subj", "/CN=Tracker tests", "-keyout", key, "-out", certificate),
            *("-addext", f"subjectAltName=DNS:{WHOLE},DNS:{SHARED}"),
        ],
        check=True,
        capture_output=True,
        env={"PATH": PATH},
    )
    return certificate, key


def example(name: str, **replaced: str) -> str:
    """A file of deploy/ with other ports and paths; each of them must be in it."""
    text = (DEPLOY / name).read_text()
    for old, new in replaced.items():
        assert old in text, f"{old} is not in deploy/{name}"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path, upstream: Upstream) -> Iterator[Proxy]:
    """nginx before both servers."""
    folder.mkdir(parents=True)
    certificate, key = make_certificate(folder)
    plain, tls, shared = free_ports(3)
    whole = example(
        "nginx/tracker.conf",
        **{
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
            "unix:/run/tracker/tracker.sock": f"unix:{upstream.path}",
            "/etc/ssl/stats.example.com/fullchain.pem": str(certificate),
            "/etc/ssl/stats.example.com/privkey.pem": str(key),
        },
    )
    below = example("nginx/subpath.conf", **{"127.0.0.1:8000": f"127.0.0.1:{upstream.port}"})
    (folder / "tracker.conf").write_text(whole)
    (folder / "subpath.conf").write_text(below)
    # Its workers are to reach the socket and the folder of whoever runs the tests.
    around = NGINX.format(
        folder=folder,
        user="user root;" if os.geteuid() == 0 else "",
        shared_tls=shared,
        certificate=certificate,
        key=key,
    )
    (folder / "nginx.conf").write_text(around)
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", "nginx.conf"]
    with running(command, folder, (plain, tls, shared)):
        yield Proxy("nginx", plain, tls, shared, certificate)


@contextmanager
def caddy(folder: Path, upstream: Upstream) -> Iterator[Proxy]:
    """Caddy before both servers."""
    folder.mkdir(parents=True)
    certificate, key = make_certificate(folder)
    plain, tls, shared = free_ports(3)
    own = f"\n\tbind 127.0.0.1\n\ttls {certificate} {key}\n"
    whole = example(
        "caddy/Caddyfile",
        **{
            "\nstats.example.com {\n": f"\nhttps://stats.example.com:{tls} {{{own}",
            "unix//run/tracker/tracker.sock": f"unix/{upstream.path}",
        },
    )
    below = example(
        "caddy/subpath.Caddyfile",
        **{
            "\nwww.example.com {\n": f"\nhttps://www.example.com:{shared} {{{own}",
            "127.0.0.1:8000": f"127.0.0.1:{upstream.port}",
        },
    )
    settings = CADDY.format(folder=folder, plain=plain)
    (folder / "Caddyfile").write_text(f"{settings}\n{whole}\n{below}")
    command = ["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with running(command, folder, (tls, shared)):
        yield Proxy("caddy", plain, tls, shared, certificate)


@contextmanager
def nginx_of_somebody(
    folder: Path, upstream: int, written: str, tls: bool = False
) -> Iterator[int]:
    """nginx before a server at that port, with these lines in its locations; gives its port."""
    folder.mkdir(parents=True)
    (port,) = free_ports(1)
    pair = make_certificate(folder) if tls else None
    certificate = f"ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]};" if pair else ""
    text = ALONE.format(
        folder=folder,
        port=port,
        tls=" ssl" if tls else "",
        certificate=certificate,
        upstream=upstream,
        written=written,
    )
    (folder / "nginx.conf").write_text(text)
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", "nginx.conf"]
    with running(command, folder, (port,)):
        yield port


@contextmanager
def caddy_of_somebody(
    folder: Path, upstream: int, written: str, tls: bool = False
) -> Iterator[int]:
    """The same with Caddy, and lines of its `reverse_proxy`."""
    folder.mkdir(parents=True)
    plain, port = free_ports(2)
    pair = make_certificate(folder) if tls else None
    text = CADDY.format(folder=folder, plain=plain) + (
        f"{'https' if tls else 'http'}://:{port} {{\n\tbind 127.0.0.1\n"
        + (f"\ttls {pair[0]} {pair[1]}\n" if pair else "")
        + f"\treverse_proxy 127.0.0.1:{upstream} {{\n\t\t{written}\n\t}}\n}}\n"
    )
    (folder / "Caddyfile").write_text(text)
    command = ["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with running(command, folder, (port,)):
        yield port


PROXIES: dict[str, Callable] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def running(command: list[str], folder: Path, ports: tuple[int, ...]) -> Iterator[None]:
    """A program that listens on these ports; AssertionError with its words when it does not."""
    environ = {"PATH": PATH, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    said = folder / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=output, stderr=output, start_new_session=True
        )
    try:
        until = time.monotonic() + PATIENCE
        while not all(listens(port) for port in ports):
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < until, said.read_text()
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0
