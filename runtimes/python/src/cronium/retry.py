"""When to try again, and how long to wait before."""

import os
import time
from typing import Callable, NamedTuple, Optional

from .environment import number_from


def chance() -> float:
    """A number from 0 up to 1, alike in no two processes, not even after a fork."""
    return int.from_bytes(os.urandom(4), "big") / 2.0**32


class Retry:
    """
    How often and how fast. The wait before try n + 1 is between a half and the whole of `first` * 2^(n-1) seconds, at
    most `longest`; an answer's Retry-After makes it longer, and one beyond `patience` seconds is not waited for.
    """

    def __init__(
        self,
        retries: int = 3,
        first: float = 0.5,
        longest: float = 10.0,
        patience: float = 120.0,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance,
    ) -> None:
        self.retries = retries
        self.first = first
        self.longest = longest
        self.patience = patience
        self.sleep = sleep
        self.random = random

    def wait_before_next(self, tries: int, retry_after: Optional[str] = None) -> Optional[float]:
        """The seconds to wait after `tries` tries have failed, or None when there is to be no other."""
        if tries > self.retries:
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
    return Limits(
        number_from(os.environ, "CRONIUM_TIMEOUT", 30.0, 0.001) if timeout is None else timeout,
        retry or Retry(retries=int(number_from(os.environ, "CRONIUM_RETRIES", 3, 0))),
    )


def is_worth_retrying(status: int) -> bool:
    """True for answers that may be different a moment later."""
    return status == 429 or status >= 500


def _seconds(retry_after: Optional[str]) -> Optional[float]:
    text = (retry_after or "").strip()
    return float(text) if text.isdigit() else None
