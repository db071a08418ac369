"""Who listens at a port of this machine, as far as the system tells: on Linux, in /proc/net."""

import os
from typing import List
from urllib.parse import urlsplit

# 127.0.0.1 and any address, in both families, as /proc/net writes them.
_reached_by_loopback = ("0100007F", "00000000", "0" * 32, "0000000000000000FFFF00000100007F")
# Below are the system's own accounts, as which servers run.
_first_person = 1000


def may_be_tunnel(api: str) -> bool:
    """
    False where nobody listens at the address of a tunnel, or another person's program does: the tunnel is lost, and
    whoever has taken its port, or is about to, is not to be shown a token.
    """
    listening = _listening()
    if not listening:
        return True  # Nothing is told here.
    port = urlsplit(api).port
    owners = {int(fields[7]) for fields in listening if _is_at(fields, port)}
    return bool(owners) and all(owner < _first_person or owner == os.geteuid() for owner in owners)


def _listening() -> List[List[str]]:
    """Of each listening socket: number, local address, remote address, 0A, ..., owner."""
    found: List[List[str]] = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as lines:
                found += [fields for fields in map(str.split, lines) if len(fields) > 7 and fields[3] == "0A"]
        except OSError:
            continue
    return found


def _is_at(fields: List[str], port: object) -> bool:
    address, _, number = fields[1].partition(":")
    return address in _reached_by_loopback and int(number, 16) == port
