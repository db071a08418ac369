"""When to try again, and how long to wait before."""

import os
import time
from typing import Callable, NamedTuple, Optional

from .environment import is_tunnelled, number_from

# A server is at the other end of a connection that may take its time to come back, seconds.
TUNNEL_ABSENCE = 3600.0


def chance() -> float:
    """A number from 0 up to 1, alike in no two processes, not even after a fork."""
    return int.from_bytes(os.urandom(4), "big") / 2.0**32


class Retry:
    """
    How often and how fast. The wait before try n + 1 is between a half and the whole of `first` * 2^(n-1) seconds, at
    most `longest`; an answer's Retry-After makes it longer, and one beyond `patience` seconds is not waited for.
    Where `retries` is not given it is 3, and a server that is away (it refuses connections, or answers 503) is tried
    until `absence` seconds have been waited for it: it may be starting anew.
    """

    def __init__(
        self,
        retries: Optional[int] = None,
        first: float = 0.5,
        longest: float = 10.0,
        patience: float = 120.0,
        absence: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance,
    ) -> None:
        self.retries = 3 if retries is None else retries
        self.absence = absence if retries is None else 0.0
        self.first = first
        self.longest = longest
        self.patience = patience
        self.sleep = sleep
        self.random = random

    def wait_before_next(
        self, tries: int, retry_after: Optional[str] = None, is_away: bool = False, waited: float = 0.0
    ) -> Optional[float]:
        """
        The seconds to wait after `tries` tries have failed and `waited` seconds between them, or None when there is to
        be no other. `is_away` tells that the last failed since the server is away.
        """
        if tries > self.retries and not (is_away and waited < self.absence):
            return None
        whole = min(self.first * 2.0 ** (tries - 1), self.longest)
        wait = whole / 2 + whole / 2 * self.random()
        asked = _seconds(retry_after)
        if asked is None:
            return wait
        return max(wait, asked) if asked <= self.patience else None


class Limits(NamedTuple):
    """What bounds one call: the seconds a try may stand still, and how often it is tried."""

    timeout: float
    retry: Retry


def read_limits(timeout: Optional[float], retry: Optional[Retry]) -> Limits:
    """What was given, and the rest from the environment. Read anew for each call: a script may set it late."""
    retries = number_from(os.environ, "CRONIUM_RETRIES", -1, 0)
    return Limits(
        number_from(os.environ, "CRONIUM_TIMEOUT", 30.0, 0.001) if timeout is None else timeout,
        retry or Retry(None if retries < 0 else int(retries), absence=TUNNEL_ABSENCE if is_tunnelled() else 60.0),
    )


def is_worth_retrying(status: int) -> bool:
    """True for answers that may be different a moment later."""
    return status == 429 or status >= 500


def _seconds(retry_after: Optional[str]) -> Optional[float]:
    text = (retry_after or "").strip()
    return float(text) if text.isdigit() else None
