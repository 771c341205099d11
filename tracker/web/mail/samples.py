"""What the previews at /dev/mail put into each mail: one sample for each template."""

from __future__ import annotations

from typing import Any

LINK = "https://stats.example.com/login/link/2mBXZ6bYxJqvJt9dU1GkW0r3oQdWcTt8nq4s5Hh7aEU"
ABOUT_EMAIL = {
    "who": "Ada Lovelace",
    "old": "ada@example.com",
    "new": "lovelace@example.org",
    "browser": "Firefox · Linux",
    "network": "203.0.113.0/24",
    "at": 1_795_269_802_000,
    "reset": "https://stats.example.com/login/reset",
    "account": "https://stats.example.com/account",
}
ABOUT_ACCOUNT = {
    "link": LINK.replace("login/link", "register"),
    "login": "https://stats.example.com/login",
    "reset": "https://stats.example.com/login/reset",
    "minutes": 15,
}
ABOUT_PASSKEY = {
    "who": "Ada Lovelace",
    "passkey": "Phone",
    "browser": "Firefox · Linux",
    "network": "203.0.113.0/24",
    "at": 1_795_269_802_000,
    "link": "https://stats.example.com/account/passkeys",
}
ACCOUNT_CHANGED = ABOUT_PASSKEY | {
    "title": "Your account was linked to Example ID",
    "said": "Whoever signs in there as this person is logged into the account of Ada Lovelace.",
    "thing": "ada@example.com",
    "link": "https://stats.example.com/account",
}

SAMPLES: dict[str, dict[str, Any]] = {
    "invitation": {
        "site": "example.com",
        "inviter": "Ada",
        "role": "editor",
        "link": "https://stats.example.com/invitations/4JhSxW0kV8m2Qf7Zr1Tn5Yb9Cd3Eg6Hi0Kl4Mo7Pq2S",
    },
    "login_link": {"link": LINK, "minutes": 15},
    "register": ABOUT_ACCOUNT,
    "register_taken": ABOUT_ACCOUNT,
    "reset": {"link": LINK.replace("/link/", "/reset/"), "minutes": 15},
    "email_change": ABOUT_EMAIL
    | {"link": LINK.replace("login/link", "account/email"), "minutes": 15},
    "email_change_asked": ABOUT_EMAIL,
    "email_taken": ABOUT_EMAIL,
    "email_changed_notice": ABOUT_EMAIL,
    "account_changed": ACCOUNT_CHANGED,
    "passkey_made": ABOUT_PASSKEY,
    "passkey_doubted": ABOUT_PASSKEY,
    "alarm": {
        "title": "The disk takes no more visits, or soon will not",
        "said": "the disk refuses: database or disk is full",
        "advice": "Hits are answered 503 while it refuses. Make room; old backups first.",
        "facts": {
            "Server": "https://stats.example.com (production)",
            "Version": "0.1.0",
            "Time": "2026-11-21 14:03:22 UTC",
        },
    },
    "alert": {
        "title": "example.com: no visit for 25 minutes",
        "said": "At this time an hour usually has 120.",
        "link": "https://stats.example.com/sites/1/live",
        "site": "example.com",
        "alert": "Silence",
        "leave": "https://stats.example.com/mails/4JhSxW0kV8m2Qf7Zr1Tn5Yb9Cd3Eg6Hi0Kl4Mo7Pq2S",
    },
    "guest": {
        "site": "example.com",
        "inviter": "Ada",
        "link": "https://stats.example.com/mails/4JhSxW0kV8m2Qf7Zr1Tn5Yb9Cd3Eg6Hi0Kl4Mo7Pq2S",
    },
    "report": {
        "title": "waves.example: 1,496 visitors (+4 %)",
        "site": "waves.example",
        "every": "week",
        "dates": "16 Nov – 22 Nov 2026",
        "against": "9 Nov – 15 Nov 2026",
        "figures": [
            {"name": "Visitors", "text": "1,496", "beside": "▲ +4 %"},
            {"name": "Visits", "text": "1,702", "beside": "▲ +3 %"},
            {"name": "Pageviews", "text": "2,870", "beside": "▲ +7 %"},
            {"name": "Bounce rate", "text": "52 %", "beside": "▼ −2 points"},
            {"name": "Visit duration", "text": "1m 52s", "beside": ""},
        ],
        "days": [
            {"name": name, "text": str(count), "beside": "228 before", "bar": count * 100 // 262}
            for name, count in (("Mon", 241), ("Tue", 262), ("Wed", 258), ("Sat", 0))
        ],
        "pages": [{"name": "/tides", "text": "512", "beside": "34 %"}],
        "sources": [{"name": "Google", "text": "561", "beside": "38 %"}],
        "goals": [{"name": "Signup", "text": "51", "beside": "38 before"}],
        "refused": [{"name": "Host not on the list: Allow it.", "text": "56", "beside": ""}],
        "link": "https://stats.example.com/sites/1?period=custom&from=2026-11-16&to=2026-11-22",
        "leave": "https://stats.example.com/mails/4JhSxW0kV8m2Qf7Zr1Tn5Yb9Cd3Eg6Hi0Kl4Mo7Pq2S",
    },
    "error_report": {
        "kind": "ZeroDivisionError in tracker/web/sites/sites.py:31",
        "count": 3,
        "facts": {
            "Request": "0a1b2c3d4e5f",
            "Address": "GET /sites/{site_id}/settings",
            "Server": "https://stats.example.com (production)",
            "Version": "0.1.0",
            "Time": "2026-11-21 14:03:22 UTC",
        },
        "trace": (
            "tracker/web/sites/sites.py:28 in site_page\n"
            "    share = share_of(site, total)\n"
            "tracker/web/sites/sites.py:31 in share_of\n"
            "    return site.hits / total"
        ),
    },
}
