"""How often something may be asked for: named limits over Redis, shared by every process of the shop.

A limit lets `most` requests through at once and then one each `seconds / most` (generic cell rate algorithm, ITU-T
I.371). Keys are stored as digests, because they are addresses and people.
"""

from __future__ import annotations

import hashlib
import logging
import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

import redis
from django.conf import settings
from django.utils.translation import gettext as _

from retailgenie.lib.errors import ShopError

logger = logging.getLogger(__name__)

REDIS_SECONDS = 0.5  # a counter that answers slower must not slow the shop
MICROSECONDS = 1_000_000
# KEYS[1]: when the bucket is empty again. ARGV: now, what one request costs, the whole bucket; all in microseconds.
_TAKE = """
local empty_at = math.max(tonumber(redis.call('GET', KEYS[1]) or ARGV[1]), tonumber(ARGV[1])) + tonumber(ARGV[2])
local over = empty_at - tonumber(ARGV[1]) - tonumber(ARGV[3])
if over > 0 then return over end
redis.call('SET', KEYS[1], string.format('%.0f', empty_at), 'PX', math.ceil(tonumber(ARGV[3]) / 1000))
return 0
"""


class TooManyRequests(ShopError):
    """This was asked for more often than people do; details["retry_after"] says in how many seconds to come back."""

    code: ClassVar[str] = "too_many_requests"
    status: ClassVar[int] = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` requests in `seconds`. strict: refuse while Redis can't be reached, where others let pass."""

    name: str
    most: int
    seconds: int
    why: str
    strict: bool = False


MINUTE, HOUR = 60, 3600
LIMITS = {
    limit.name: limit
    for limit in (
        Limit(
            "new_visitor_address",
            600,
            10 * MINUTE,
            "a mobile network puts hundreds of phones behind one address; a script makes thousands of sessions",
        ),
        Limit("rest_address", 1200, MINUTE, "twenty calls a second: several programs of one office"),
        Limit("rest_person", 600, MINUTE, "ten calls a second: a page that loads its parts, never a person"),
        Limit(
            "log_in_address",
            40,
            15 * MINUTE,
            "an office behind one address mistypes; a list of passwords is longer",
        ),
        Limit("log_in_person", 15, 15 * MINUTE, "one account tried from many addresses"),
        Limit("sign_up_address", 20, HOUR, "a family or a shop floor signs up together, no more"),
        Limit("reset_address", 10, HOUR, "each sends an e-mail to somebody"),
        Limit("reset_person", 5, HOUR, "a mailbox must not be filled by a stranger"),
        Limit("chat_address", 600, MINUTE, "ten turns a second: a hundred people behind one address"),
        Limit(
            "order_lookup_address",
            20,
            15 * MINUTE,
            "a person has a few orders; numbers must not be tried out",
            True,
        ),
        Limit("order_lookup_order", 6, 15 * MINUTE, "phones must not be tried out on one number", True),
        Limit("stock_alert_address", 30, HOUR, "each may send an e-mail to somebody"),
        Limit("stock_alert_email", 10, HOUR, "a mailbox must not be filled by a stranger"),
        Limit("agent", 240, MINUTE, "an assistant that shops for somebody makes a few calls a turn"),
        Limit("review_person", 20, HOUR, "people review what they bought; floods are moderated by nobody"),
    )
}


def limit_take(name: str, key: str, *, now: datetime, most: int | None = None) -> None:
    """Count one request of a key (an address, a person, ...); raises TooManyRequests, and KeyError for no limit's name.

    Nothing is counted for an empty key and where RATE_LIMITS is off. most: a limit of this key's own.
    """
    limit = LIMITS[name]
    if not key or not settings.RATE_LIMITS:
        return
    cost = limit.seconds * MICROSECONDS // max(limit.most if most is None else most, 1)
    stored = f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    arguments = [int(now.timestamp() * MICROSECONDS), cost, limit.seconds * MICROSECONDS]
    try:
        over = int(_redis(settings.REDIS_URL).eval(_TAKE, 1, stored, *arguments))
    except redis.RedisError:
        logger.warning("Redis did not answer; limit %s was not counted.", name)
        if not limit.strict:
            return
        over = MINUTE * MICROSECONDS
    if over > 0:
        raise _refusal(limit, math.ceil(over / MICROSECONDS))


def limits_forget() -> None:
    """Start all counts anew (tests, and an operator who was locked out)."""
    client = _redis(settings.REDIS_URL)
    for key in client.scan_iter("limit:*"):
        client.delete(key)


def _refusal(limit: Limit, seconds: int) -> TooManyRequests:
    if seconds < 2 * MINUTE:
        wait = _("Please try again in %(count)d seconds.") % {"count": seconds}
    else:
        wait = _("Please try again in %(count)d minutes.") % {"count": math.ceil(seconds / MINUTE)}
    return TooManyRequests(
        _("That was asked for too often.") + " " + wait, limit=limit.name, retry_after=seconds
    )


@lru_cache(maxsize=4)
def _redis(url: str) -> Any:
    return redis.Redis.from_url(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, decode_responses=True
    )
