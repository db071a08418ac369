"""Values to JSON, refusing what JSON cannot say, and saying where it was."""

import json
import re
from typing import Any, Optional, Set

from .errors import CroniumError

# JSON's readers have numbers of 53 bits.
_largest = 2**53 - 1
_many_digits = re.compile(rb"[0-9]{16}")


def to_json(value: Any) -> bytes:
    """
    The value as JSON in UTF-8.

    Raises CroniumError with code `invalid_value`, naming the place of what cannot be sent: NaN and the infinities,
    whole numbers of which the other side would lose digits, bytes, halves of surrogate pairs, objects of other types,
    lists and dictionaries that contain themselves.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
        # Looking at each value would take longer than writing them all.
        reason = _reason_at(value, "value", set()) if _many_digits.search(text) else None
        if reason is None:
            return text
    except (TypeError, ValueError, RecursionError) as error:
        reason = _reason_at(value, "value", set()) or str(error)
    raise CroniumError("This cannot be sent as JSON: " + reason, "invalid_value")


def compact(value: Any) -> str:
    """The JSON text of a value that came as JSON, with nothing in it that need not be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _reason_at(value: Any, place: str, above: Set[int]) -> Optional[str]:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        is_exact = -_largest <= value <= _largest
        return None if is_exact else "{} is {}, which would lose digits. Send it as text.".format(place, value)
    if isinstance(value, float):
        is_finite = value - value == 0
        return None if is_finite else "{} is {}, and JSON has no such number. Send None or text.".format(place, value)
    if isinstance(value, str):
        return _reason_in_text(value, place)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return (
            "{} is {}. Decode it, as in data.decode('utf-8'), or send it as text in base64.".format(
                place, type(value).__name__
            )
        )
    if len(above) > 500:
        return "{}… is nested too deeply.".format(place[:60])
    if id(value) in above:
        return "{} contains itself.".format(place)
    inside = above | {id(value)}
    if isinstance(value, dict):
        for key, item in value.items():
            if not (key is None or isinstance(key, (str, int, float, bool))):
                return "{} has a key of type {}; keys are text.".format(place, type(key).__name__)
            found = _reason_at(key, place + " (a key)", inside) or _reason_at(
                item, "{}[{!r}]".format(place, key), inside
            )
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            found = _reason_at(item, "{}[{}]".format(place, index), inside)
            if found:
                return found
        return None
    return "{} is of type {}. Send text, numbers, True, False, None, lists and dictionaries.".format(
        place, type(value).__name__
    )


def _reason_in_text(text: str, place: str) -> Optional[str]:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return "{} has half a surrogate pair at character {}.".format(place, error.start)
    return None
