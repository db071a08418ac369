"""Calls with their tries: what is tried again, under which key, and what becomes of the last failure."""

import http.client
import json
import os
import socket
import sys
import threading
import time
from typing import Any, Callable, Dict, Iterable, Iterator, Optional
from urllib.parse import quote

from .calls import Call
from .connection import Body, Connections, Reply
from .environment import Address, is_tunnelled
from .errors import CroniumAPIError, CroniumError, CroniumTimeoutError
from .listener import may_be_tunnel
from .retry import Limits, is_worth_retrying
from .version import VERSION

Find = Callable[[], Address]
FindLimits = Callable[[], Limits]
FindFolder = Callable[[], Optional[str]]

_abandoned = object()


class Transport:
    """Makes calls for one client. May be used by any number of threads at once."""

    def __init__(self, find: Find, limits: FindLimits, folder: FindFolder) -> None:
        self._find = find
        self._limits = limits
        self._folder = folder
        self._bundles: Dict[Any, Any] = {}
        self._connections = Connections()
        self._handles: Dict[int, object] = {}

    def data(self, call: Call) -> Any:
        """Makes the call and gives the `data` of its answer."""
        bundle = self._bundle()
        return self._tried(call, call.body, _read_data) if bundle is None else bundle.data(call)

    def texts(self, call: Call, size: int) -> Iterator[str]:
        """Makes the call; its answer's body comes piece by piece. Once it has begun it is not tried again."""
        bundle = self._bundle()
        if bundle is not None:
            return bundle.texts(size)
        reply: Reply = self._tried(call, None, lambda reply: reply)
        return self._told(reply.texts(size))

    def _told(self, pieces: Iterator[str]) -> Iterator[str]:
        try:
            for piece in pieces:
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise _unreached(error, self._find().api, self._limits().timeout) from error

    def stream(self, call: Call, chunks: "ReplayableChunks") -> Any:
        """Makes the call with a body of unknown length. Tried again as long as the body can be repeated."""
        bundle = self._bundle()
        return self._tried(call, chunks, _read_data) if bundle is None else bundle.stream(call, chunks)

    def abandonable(self, handle: object, work: Callable[[], Any]) -> Any:
        """Does work whose calls end when abandon() is given the same handle by another thread."""
        thread = threading.get_ident()
        self._handles[thread] = handle
        try:
            return work()
        finally:
            del self._handles[thread]

    def abandon(self, handle: object) -> None:
        """Ends the work of that handle, for whose result nobody waits any more."""
        for thread, current in list(self._handles.items()):
            if current is handle:
                self._handles[thread] = _abandoned
                self._connections.interrupt(thread)

    def close(self) -> None:
        self._connections.close()

    def _bundle(self) -> Any:
        folder = self._folder()
        if folder is None:
            return None
        # A fork has one of its own: a lock may be held by a thread that it does not have.
        place = (os.getpid(), folder)
        if place not in self._bundles:
            # Few scripts are without an API.
            from .bundle import Bundle

            self._bundles[place] = Bundle(folder)
        return self._bundles[place]

    def _tried(self, call: Call, body: Body, read: Callable[[Reply], Any]) -> Any:
        timeout, retry = self._limits()
        told = "{} {} -> {} in {:.0f} ms, try {}"
        key = os.urandom(16).hex()
        tries = 0
        waited = 0.0
        while True:
            # Anew for each try: it may have moved.
            address = self._find()
            headers = _headers_of(call, address, body, key)
            path = call.path.replace("{id}", quote(address.execution_id, safe=""))
            tries += 1
            retry_after: Optional[str] = None
            started = time.monotonic()
            try:
                # A port may be anybody's by now; what lies behind a socket is nobody else's.
                if address.socket is None and is_tunnelled() and not may_be_tunnel(address.api):
                    raise ConnectionRefusedError("the tunnel to it is lost")
                reply = self._connections.ask((address.api, address.socket), call.method, path, headers, body, timeout)
                _tell(told, call.method, call.path, reply.status, _since(started), tries)
                if reply.status < 300:
                    return read(reply)
                failure: CroniumError = _failure_of(reply)
                if not is_worth_retrying(reply.status):
                    raise failure
                retry_after = reply.header("Retry-After")
                is_away = reply.status == 503
            except (OSError, http.client.HTTPException) as error:
                failure = _unreached(error, address.api, timeout)
                failure.__cause__ = error
                is_away = isinstance(error, ConnectionRefusedError) or is_tunnelled()
                waited += time.monotonic() - started
                _tell(told, call.method, call.path, failure.code, _since(started), tries)
            wait = retry.wait_before_next(tries, retry_after, is_away, waited)
            if wait is None or self._is_abandoned() or not getattr(body, "can_repeat", True):
                raise failure
            _tell("waiting {:.1f} s", wait)
            retry.sleep(wait)
            waited += wait

    def _is_abandoned(self) -> bool:
        return self._handles.get(threading.get_ident()) is _abandoned


class ReplayableChunks:
    """
    Text or bytes on their way out, in pieces of about 64 KB. What came from something that can be gone through once
    only is kept up to 1 MB; a longer one cannot be sent twice.
    """

    def __init__(self, chunks: Iterable[Any]) -> None:
        self._source = chunks
        self._is_repeatable = iter(chunks) is not chunks
        self._rest = iter(chunks)
        self._kept = bytearray()
        self.can_repeat = True

    def __iter__(self) -> Any:
        if self._is_repeatable:
            return _joined(iter(self._source))
        return self._once()

    def _once(self) -> Any:
        if self._kept:
            yield bytes(self._kept)
        for piece in _joined(self._rest):
            if self.can_repeat and len(self._kept) + len(piece) <= 1024 * 1024:
                self._kept += piece
            else:
                self.can_repeat = False
                self._kept = bytearray()
            yield piece


def _joined(chunks: Any) -> Any:
    waiting = bytearray()
    for chunk in chunks:
        waiting += _bytes_of(chunk)
        while len(waiting) >= 65536:
            yield bytes(waiting[:65536])
            del waiting[:65536]
    if waiting:
        yield bytes(waiting)


def _bytes_of(chunk: Any) -> bytes:
    if isinstance(chunk, str):
        try:
            return chunk.encode("utf-8")
        except UnicodeEncodeError as error:
            raise CroniumError("A chunk has half a surrogate pair.", "invalid_value") from error
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(chunk)
    raise CroniumError("A chunk is text or UTF-8 bytes, not {}.".format(type(chunk).__name__), "invalid_value")


def _headers_of(call: Call, address: Address, body: Body, key: str) -> Dict[str, str]:
    headers = {
        "Authorization": "Bearer " + address.token,
        "Accept": "application/json",
        "User-Agent": "cronium-python/" + VERSION,
    }
    if body is not None:
        headers["Content-Type"] = call.content_type
    if call.method != "GET":
        # One key for all tries: a call whose answer was lost is answered again, not done again.
        headers["Idempotency-Key"] = key
    return headers


def _read_data(reply: Reply) -> Any:
    body = reply.read()
    try:
        answer = json.loads(body.decode("utf-8"))
        return answer["data"]
    except (ValueError, KeyError, TypeError):
        raise CroniumError("The runtime API's answer cannot be read.", "invalid_answer") from None


def _failure_of(reply: Reply) -> CroniumAPIError:
    try:
        answer = json.loads(reply.read().decode("utf-8"))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        answer = {}
    message = answer.get("message") or answer.get("error") or reply.reason or "no reason given"
    return CroniumAPIError(reply.status, str(message), str(answer.get("code") or ""), answer.get("details"))


def _unreached(error: BaseException, api: str, timeout: float) -> CroniumError:
    if isinstance(error, socket.timeout):
        return CroniumTimeoutError("The runtime API at {} gave no answer within {:g} s.".format(api, timeout))
    reason = str(error) or type(error).__name__
    return CroniumError("The runtime API at {} cannot be reached: {}.".format(api, reason), "not_reachable")


def _since(started: float) -> float:
    return (time.monotonic() - started) * 1000


def _tell(message: str, *values: Any) -> None:
    """What is done, on stderr, where CRONIUM_DEBUG asks for it: never tokens, never values."""
    if os.environ.get("CRONIUM_DEBUG") == "1":
        sys.stderr.write("cronium: " + message.format(*values) + "\n")
