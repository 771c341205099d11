"""Addresses that were taken back, and mails that were left, noted in a file beside the database: a
backup that is put back still knows them as good. It holds hashes, which open nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from tracker.domain.provider_claims import name_of_link
from tracker.domain.tokens import digest_of
from tracker.storage.disk.symlinks import opened
from tracker.storage.file.transactions import Transaction

NAME = "revoked-links"


def note_revoked(folder: Path, token: str, at: int) -> None:
    """From now on (ms, UTC), also after a power cut; on a line of its own, also where the one
    before was cut short. Blocks on the disk; raises OSError."""
    with opened(folder / NAME, "ab") as file:
        file.write(f"\n{note_of(token, at)}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def revoked_in(folder: Path) -> dict[str, int]:
    """When each was last taken back, by the hash of its token. Blocks; raises OSError."""
    try:
        lines = (folder / NAME).read_text("ascii", "replace").splitlines()
    except FileNotFoundError:
        return {}
    return read_notes(lines)


def note_of(token: str, at: int) -> str:
    """What is noted of it; `at`: ms, UTC."""
    return f"{digest_of(token)} {at}"


def read_notes(lines: Iterable[str]) -> dict[str, int]:
    """As `revoked_in`, of what was noted in this order."""
    return dict(_read(line) for line in lines if _is_whole(line))


KNOWN = """
select hash from share union select hash from badge union select hash from passkey
"""
SHARES = "delete from share where hash = :hash and created_at <= :at"
BADGES = "delete from badge where hash = :hash and created_at <= :at"
PASSKEYS = "delete from passkey where hash = :hash and created_at <= :at"

IDENTITIES = "select issuer, subject from identity"
UNLINK = """
delete from identity where issuer = :issuer and subject = :subject and created_at <= :at
"""

# Links by which mails are left.
MAILS = {
    "select token from guest": "delete from guest where token = :token",
    "select token from alert_reader": "delete from alert_reader where token = :token",
    "select token from report_mail": "delete from report_mail where token = :token",
}


async def delete_revoked(tx: Transaction, revoked: Mapping[str, int]) -> int:
    """How many there were that had been taken back; one that was made anew under the same name
    since then stays."""
    found = 0
    known = {row["hash"] for row in await tx.execute_fetchall(KNOWN)}
    for digest in known & revoked.keys():  # of thousands that were taken back, none as a rule
        for statement in (SHARES, BADGES, PASSKEYS):
            values = {"hash": digest, "at": revoked[digest]}
            found += (await tx.execute(statement, values)).rowcount
    for kept, gone in MAILS.items():
        for row in await tx.execute_fetchall(kept):
            if digest_of(row["token"]) in revoked:
                found += (await tx.execute(gone, {"token": row["token"]})).rowcount
    return found + await _unlink(tx, revoked)


async def _unlink(tx: Transaction, revoked: Mapping[str, int]) -> int:
    """The same of people at a provider."""
    found = 0
    for issuer, subject in await tx.execute_fetchall(IDENTITIES):
        if (at := revoked.get(digest_of(name_of_link(issuer, subject)))) is not None:
            values = {"issuer": issuer, "subject": subject, "at": at}
            found += (await tx.execute(UNLINK, values)).rowcount
    return found


def _is_whole(line: str) -> bool:
    """The last one may have been cut short."""
    digest, _, at = line.partition(" ")
    return len(digest) == 64 and at.isdigit()


def _read(line: str) -> tuple[str, int]:
    digest, _, at = line.partition(" ")
    return digest, int(at)
