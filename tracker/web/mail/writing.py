"""How a mail is written: mail/NAME.txt, whose first line is the subject, and mail/NAME.html."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web

from tracker.config import Config
from tracker.services.mail.message import Mail


async def compose(request: web.Request, to: str, name: str, **context: Any) -> Mail:
    """The mail of that name, ready to be posted."""
    return write(request.app, to, name, **context)


def write(app: web.Application, to: str, name: str, **context: Any) -> Mail:
    """The same without a request."""
    environment = aiohttp_jinja2.get_env(app)
    said = environment.get_template(f"mail/{name}.txt").render(context)
    subject, _, text = said.partition("\n")
    html = environment.get_template(f"mail/{name}.html").render(context | {"subject": subject})
    return Mail(to, subject.strip(), text.strip() + "\n", html)


def sender_of(config: Config) -> str:
    """Whom mails come from: as configured, else an address at this server's own name."""
    host = urlsplit(config.public_url).hostname or socket.gethostname()
    return config.mail_from or f"Tracker <tracker@{host}>"
