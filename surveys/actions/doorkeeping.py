"""Keeps machines away from the forms of surveys, without a cookie and without remembering who anybody is.

A page carries a signed token: the survey, the moment the page was made, and a random word. A browser shows that it took
trouble by a number whose hash with the token begins with zeros. Networks are counted in the memory of this process
only, under a salt that changes every day and is written nowhere; each process counts for itself.

What it cannot do: somebody with many networks and a program that calculates gets one answer in for about a
quarter of a second of work, 30 an hour from each network and process.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock

from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner, b62_decode

BITS = 18  # leading zeros: about a second on a telephone, while its owner reads
LIFE = 6 * 3600  # seconds a page can be sent after it was made
YOUNGEST = 5  # seconds; nobody answers faster
MOST_ANSWERS = 30  # an hour, through the public link from one network; more are held back
MOST_WRONG_CODES = 10  # in ten minutes from one network
MOST_WRONG_CODES_IN_ALL = 1000  # in ten minutes in one survey
MOST_COUNTED = 50_000  # networks remembered at once
LONGEST_PROOF = 12  # digits

_signer = TimestampSigner(salt="surveys.answer")


@dataclass(frozen=True)
class Page:
    """What a token says: when the page was made; a token that is not ours is of no time."""

    token: str
    made: datetime | None

    def age(self, now: datetime) -> float:
        """Seconds; without a time, older than any page."""
        return (now - self.made).total_seconds() if self.made else float("inf")


def new_page(address: str) -> Page:
    """A fresh token for the form of this survey."""
    return read_page(_signer.sign(f"{address}.{secrets.token_urlsafe(8)}"), address)


def read_page(token: str, address: str) -> Page:
    """What the token says, if it is ours and of this survey."""
    try:
        name = _signer.unsign(token)
    except BadSignature:
        return Page("", None)
    if name.partition(".")[0] != address:
        return Page("", None)
    stamp = token.rsplit(":", 2)[1]
    return Page(token, datetime.fromtimestamp(b62_decode(stamp), tz=UTC))


def puzzle(page: Page) -> str:
    """The part of the token that the browser works on: nobody can choose it."""
    return page.token.rpartition(":")[2]


def is_solved(page: Page, proof: str) -> bool:
    """Tell whether the number shows the work."""
    if not page.token or not proof.isascii() or not proof.isdecimal() or len(proof) > LONGEST_PROOF:
        return False
    digest = hashlib.sha256(f"{puzzle(page)}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def spend(page: Page, now: datetime) -> bool:
    """Use a page up; False when it was before. What is remembered all ends at the same hours, so tells no time."""
    ends = (int(now.timestamp()) // LIFE + 2) * LIFE
    return cache.add(_spent(page), 1, timeout=ends - int(now.timestamp()))


def give_back(page: Page) -> None:
    """The answer was not taken after all."""
    cache.delete(_spent(page))


def _spent(page: Page) -> str:
    return f"spent/{hashlib.sha256(page.token.encode()).hexdigest()[:32]}"


@dataclass
class Counter:
    """How often something came from a network lately; in memory, and forgotten with the process."""

    window: int  # seconds
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _day: date | None = field(default=None, repr=False)
    _seen: dict[bytes, tuple[int, int]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(self, *what: str) -> int:
        """Count once more, and return how often in this window."""
        with self._lock:
            key, now = self._key(what), int(time.monotonic()) // self.window
            since, number = self._seen.pop(key, (now, 0))
            number = number + 1 if since == now else 1
            if len(self._seen) >= MOST_COUNTED:
                del self._seen[next(iter(self._seen))]
            self._seen[key] = (now, number)
            return number

    def number(self, *what: str) -> int:
        """How often in this window."""
        with self._lock:
            since, number = self._seen.get(self._key(what), (0, 0))
            return number if since == int(time.monotonic()) // self.window else 0

    def forget(self) -> None:
        with self._lock:
            self._seen.clear()

    def _key(self, what: tuple[str, ...]) -> bytes:
        today = datetime.now(tz=UTC).date()
        if self._day != today:
            self._day, self._salt = today, secrets.token_bytes(32)
            self._seen.clear()
        return hmac.new(self._salt, "|".join(what).encode(), hashlib.sha256).digest()[:12]


answers = Counter(window=3600)
wrong_codes = Counter(window=600)


def network(address: str) -> str:
    """The network an address belongs to: of IPv6 the half that a household gets."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def may_try_code(survey: str, address: str) -> bool:
    """Tell whether this network may try a code, or gave too many wrong ones."""
    if wrong_codes.number(survey) >= MOST_WRONG_CODES_IN_ALL:
        return False
    return wrong_codes.number(survey, network(address)) < MOST_WRONG_CODES


def note_wrong_code(survey: str, address: str) -> None:
    wrong_codes.add(survey)
    wrong_codes.add(survey, network(address))


def is_many(survey: str, address: str) -> bool:
    """Count an answer through the public link, and tell whether its network sends more than people would."""
    return answers.add(survey, network(address)) > MOST_ANSWERS
