"""nginx, Caddy and a CDN's worker before a shop that has Tracker below a path of its own: the very
files of deploy/, with other ports. Before them stands a balancer, whom X-Forwarded-For plays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.proxies import CADDY, example, free_ports, missing, running

HOST, STATS, PATH = "shop.example", "stats.example.com", "/stats-x/"
EDGE = Path(__file__).parent / "worker_edge.mjs"
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Forwarded-For;
        include {folder}/first-party.conf;
        location / {{
            default_type text/html;
            root {folder}/shop;
            try_files /index.html =404;
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    (port,) = free_ports(1)
    recipe = example("nginx/first-party.conf", **{"127.0.0.1:8000;": f"127.0.0.1:{upstream};"})
    (folder / "first-party.conf").write_text(recipe)
    around = NGINX.format(folder=folder, port=port, user="user root;" if os.geteuid() == 0 else "")
    (folder / "nginx.conf").write_text(around)
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", "nginx.conf"]
    with running(command, folder, (port,)):
        yield port


@contextmanager
def caddy(folder: Path, upstream: int) -> Iterator[int]:
    plain, port = free_ports(2)
    pages = f"root * {folder}/shop\n\t\ttry_files /index.html\n\t\tfile_server"
    recipe = example(
        "caddy/first-party.Caddyfile",
        **{
            "\nshop.example {\n": f"\nhttp://:{port} {{\n\tbind 127.0.0.1\n",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            'respond "The shop"': pages,
            "header_up -Forwarded": "header_up -Forwarded\n\t\ttrusted_proxies 127.0.0.1",
        },
    )
    settings = CADDY.format(folder=folder, plain=plain)
    (folder / "Caddyfile").write_text(f"{settings}\n{recipe}")
    command = ["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with running(command, folder, (port,)):
        yield port


@contextmanager
def node(folder: Path, upstream: int) -> Iterator[int]:
    """The worker, around which node plays the CDN."""
    (port,) = free_ports(1)
    recipe = example(
        "worker/first-party.js", **{"https://stats.example.com": f"http://127.0.0.1:{upstream}"}
    )
    worker = folder / "worker.mjs"
    worker.write_text(recipe)
    command = ["node", str(EDGE), str(port), str(worker), f"{folder}/shop/index.html"]
    with running(command, folder, (port,)):
        yield port


BEFORE: dict[str, Callable] = {"nginx": nginx, "caddy": caddy, "node": node}


@contextmanager
def shop(by: str, folder: Path, upstream: int, page: str) -> Iterator[str]:
    """Where the shop is, whose every page is this one."""
    (folder / "shop").mkdir(parents=True)
    (folder / "shop" / "index.html").write_text(page)
    with BEFORE[by](folder, upstream) as port:
        yield f"http://{HOST}:{port}"


def absent(by: str) -> str:
    """What this machine has not."""
    return " and ".join(missing(by))
