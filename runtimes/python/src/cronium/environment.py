"""Where the runtime API is and who is asking, as the environment of a script says it."""

import os
from typing import Mapping, NamedTuple, Optional, Tuple

from .errors import CroniumError


class Address(NamedTuple):
    """
    What a call needs to find its way: the base address without a trailing slash, the execution's id, its token, and the
    socket in the file system by which alone that address is asked, where there is one.
    """

    api: str
    execution_id: str
    token: str
    socket: Optional[str] = None


def find_address(api: Optional[str], execution_id: Optional[str], token: Optional[str]) -> Address:
    """
    Takes what was given, and the rest from the environment. Read anew for each call: a script may set it late.

    Raises CroniumError with code `no_runtime_api` that names what is missing.
    """
    found = {
        "CRONIUM_RUNTIME_API": api or os.environ.get("CRONIUM_RUNTIME_API", ""),
        "CRONIUM_EXECUTION_ID": execution_id or os.environ.get("CRONIUM_EXECUTION_ID", ""),
        "CRONIUM_EXECUTION_TOKEN": token or os.environ.get("CRONIUM_EXECUTION_TOKEN", ""),
    }
    found["CRONIUM_RUNTIME_API"], socket = _moved(found["CRONIUM_RUNTIME_API"])
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise CroniumError(
            "There is no runtime API to ask: {} not set. Run this script as an event of Cronium, "
            "which sets them.".format(", ".join(missing) + (" is" if len(missing) == 1 else " are")),
            "no_runtime_api",
        )
    return Address(
        found["CRONIUM_RUNTIME_API"].rstrip("/"),
        found["CRONIUM_EXECUTION_ID"],
        found["CRONIUM_EXECUTION_TOKEN"],
        socket,
    )


def bundle_folder(api: Optional[str]) -> Optional[str]:
    """The folder that stands for the runtime API where there is none, or None."""
    if api or os.environ.get("CRONIUM_RUNTIME_API"):
        return None
    return os.environ.get("CRONIUM_RUNTIME_DIRECTORY") or None


def is_tunnelled() -> bool:
    """True where the API is behind a connection that may be lost for a while and come back at another address."""
    return bool(os.environ.get("CRONIUM_RUNTIME_ADDRESS_FILE"))


def _moved(api: str) -> Tuple[str, Optional[str]]:
    """
    Where the API is now, and its socket. The file names the address this script was started with, the present one, and
    the socket, or "-" where there is none. What the file does not deny stands: a script that was started with a socket
    asks at no port because a file cannot be read.
    """
    started = os.environ.get("CRONIUM_RUNTIME_SOCKET") or None
    try:
        with open(os.environ.get("CRONIUM_RUNTIME_ADDRESS_FILE", ""), encoding="ascii") as file:
            former, present, *rest = file.read(1000).split()
    except (OSError, ValueError):
        return api, started if api == os.environ.get("CRONIUM_RUNTIME_API") else None
    if api.rstrip("/") != former.rstrip("/"):
        return api, None
    if not rest:
        return present, started
    return present, None if rest[0] == "-" else rest[0]


def number_from(environment: Mapping[str, str], name: str, usual: float, least: float) -> float:
    """A number of the environment, or `usual` where it is absent, no number, or below `least`."""
    try:
        value = float(environment.get(name, ""))
    except ValueError:
        return usual
    return value if least <= value < float("inf") else usual
