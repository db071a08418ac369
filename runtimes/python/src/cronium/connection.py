"""
Connections that are kept for the next call: safe among threads, and after a fork. No proxy of the environment is ever
asked, as the runtime API is always reached directly.
"""

import codecs
import http.client
import os
import socket
import threading
from typing import Dict, Iterable, Iterator, List, Optional, Tuple, Union
from urllib.parse import urlsplit

from .errors import CroniumError

Body = Union[None, bytes, Iterable[bytes]]
# The base address, and the socket in the file system by which alone it is asked.
Place = Tuple[str, Optional[str]]
Idle = Tuple[int, Place, http.client.HTTPConnection]

_kept_at_most = 16


class Reply:
    """An answer whose body has not been read yet. Reading it to the end gives the connection back."""

    def __init__(self, pool: "Connections", place: Place, connection: http.client.HTTPConnection) -> None:
        self._pool = pool
        self._place = place
        self._connection = connection
        self._response = connection.getresponse()
        self.status = self._response.status
        self.reason = self._response.reason

    def header(self, name: str) -> Optional[str]:
        return self._response.getheader(name)

    def read(self) -> bytes:
        """The whole body. Raises OSError or HTTPException when it breaks off."""
        try:
            body = self._response.read()
        except BaseException:
            self._connection.close()
            raise
        self._finish()
        return body

    def texts(self, size: int) -> Iterator[str]:
        """The body as text, in pieces of about `size` bytes. Left early, the connection is closed."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_whole = False
        try:
            while True:
                piece = self._response.read(size)
                text = decoder.decode(piece, final=not piece)
                if text:
                    yield text
                if not piece:
                    break
            # Asked for a size, http.client ends without a word where a body of known length broke off.
            if self._response.length:
                raise http.client.IncompleteRead(b"", self._response.length)
            is_whole = True
        finally:
            if is_whole:
                self._finish()
            else:
                self._connection.close()

    def _finish(self) -> None:
        if self._response.will_close:
            self._connection.close()
        else:
            self._pool.keep(self._place, self._connection)


class Connections:
    """Connections that wait for the next call, to whichever server."""

    def __init__(self) -> None:
        # Nothing here takes a lock: taking from and adding to a list are each one step, and a lock that another
        # thread holds while the process forks would stay locked for ever in the child.
        self._idle: List[Idle] = []
        self._in_use: Dict[int, http.client.HTTPConnection] = {}

    def ask(self, place: Place, method: str, path: str, headers: Dict[str, str], body: Body, timeout: float) -> Reply:
        """
        Sends a request and gives the reply once its head is there. `timeout` is how many seconds the connection may
        stand still: connecting, sending, or waiting for bytes.

        Raises OSError (socket.timeout among them) or HTTPException. A kept connection that turns out to have been
        closed meanwhile is replaced at once; this is no other try, as the server has seen nothing of the request
        or knows it by its Idempotency-Key.
        """
        can_repeat = body is None or isinstance(body, bytes)
        kept = self._take(place) if can_repeat else None
        if kept is not None:
            try:
                kept.timeout = timeout
                if kept.sock is not None:
                    kept.sock.settimeout(timeout)
                return self._ask_on(kept, place, method, path, headers, body)
            except socket.timeout:
                raise
            except (OSError, http.client.HTTPException):
                pass
        return self._ask_on(self._open(place, timeout), place, method, path, headers, body)

    def keep(self, place: Place, connection: http.client.HTTPConnection) -> None:
        if len(self._idle) < _kept_at_most:
            self._idle.append((os.getpid(), place, connection))
        else:
            connection.close()

    def interrupt(self, thread: int) -> None:
        """Ends what a thread is waiting for, from another one."""
        connection = self._in_use.get(thread)
        sock = None if connection is None else connection.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has ended by itself.

    def close(self) -> None:
        """Closes what is kept. Calls may still be made after it."""
        while True:
            try:
                self._idle.pop()[2].close()
            except IndexError:
                return

    def _take(self, place: Place) -> Optional[http.client.HTTPConnection]:
        while True:
            try:
                pid, owner, connection = self._idle.pop()
            except IndexError:
                return None
            # A parent's connection stays the parent's: closing it here gives back the child's descriptor only.
            if pid == os.getpid() and owner == place and _is_quiet(connection):
                return connection
            connection.close()

    def _open(self, place: Place, timeout: float) -> http.client.HTTPConnection:
        base, socket_path = place
        parts = urlsplit(base)
        try:
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https"):
            raise CroniumError("CRONIUM_RUNTIME_API is no http address: {!r}.".format(base), "no_runtime_api")
        if socket_path is not None:
            return _SocketConnection(socket_path, host, port, timeout=timeout)
        if parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout)
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def _ask_on(
        self,
        connection: http.client.HTTPConnection,
        place: Place,
        method: str,
        path: str,
        headers: Dict[str, str],
        body: Body,
    ) -> Reply:
        self._in_use[threading.get_ident()] = connection
        try:
            target = urlsplit(place[0]).path.rstrip("/") + path
            try:
                connection.request(method, target, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # A server that refuses a large body answers before it has read it: that answer says why.
                if connection.sock is None:
                    raise
            return Reply(self, place, connection)
        except BaseException:
            connection.close()
            raise
        finally:
            self._in_use.pop(threading.get_ident(), None)


class _SocketConnection(http.client.HTTPConnection):
    """Goes by a socket in the file system, wherever its address leads."""

    def __init__(self, socket_path: str, host: str, port: Optional[int], timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._socket_path = socket_path

    def connect(self) -> None:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(self.timeout)
            sock.connect(self._socket_path)
        except PermissionError as error:
            sock.close()
            # No waiting mends this: no OSError, which would be tried again.
            raise CroniumError(
                "The runtime API's socket {} may not be used: permission denied. It is open to the user alone as "
                "whom Cronium started the script; call it as that user.".format(self._socket_path),
                "permission_denied",
            ) from error
        except BaseException:
            sock.close()
            raise
        self.sock = sock


def _is_quiet(connection: http.client.HTTPConnection) -> bool:
    """False when the other side has closed, or has sent what nobody asked for."""
    sock = connection.sock
    if sock is None:
        return False
    if type(sock) is not socket.socket:
        return True  # Under TLS there is no peeking; a connection found closed is replaced by a new one.
    try:
        timeout = sock.gettimeout()
        sock.setblocking(False)
        try:
            sock.recv(1, socket.MSG_PEEK)
        finally:
            sock.settimeout(timeout)
    except (BlockingIOError, InterruptedError):
        return True
    except OSError:
        return False
    return False
