"""
The runtime API as files, where a server lets no connection through: what may be asked for lies in a folder, and what a
script changes or tells is noted there, one call in each line of out/calls.jsonl. What a line has come to is decided by its
place among the others, so that processes need no lock: whoever reads the same lines finds the same values.
"""

import json
import os
import re
import threading
from typing import Any, Dict, Iterable, Iterator, NamedTuple, Optional

from .calls import Call
from .errors import CroniumAPIError, CroniumError
from .json_text import compact

_key_rule = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,254}\Z")
_route_rule = re.compile(r"/executions/\{id\}/(\w+)(?:/([^/?]*))?(/increment)?(?:\?(.*))?\Z")
_levels = ("debug", "info", "warning", "error")
_largest_body = 16 * 1024 * 1024
_most_noted = 64 * 1024 * 1024
# Written in one piece; what is longer lies in a file of its own.
_longest_line = 3000


class Variable(NamedTuple):
    """`file` holds the body that has the value, where that is long."""

    value: Any
    version: int
    file: Optional[str] = None


class Bundle:
    """One process's view of the folder. May be used by any number of threads at once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._position = 0
        self._variables: Dict[str, Variable] = {}
        self._condition: Optional[bool] = None
        self._results: Dict[str, Any] = {}
        given = json.loads(self._read("in/variables.json") or b"{}")
        self._withheld: Dict[str, str] = given.get("withheld", {})
        self._is_complete = bool(given.get("complete", True))
        secrets = json.loads(os.environ.get("CRONIUM_BUNDLED_SECRETS") or "{}")
        for entries in (given.get("variables", {}), secrets):
            for key, entry in entries.items():
                self._variables[key] = Variable(entry["value"], entry["version"])

    def data(self, call: Call) -> Any:
        """What the API would give for the call. Raises CroniumAPIError as it would refuse it."""
        found = _route_rule.match(call.path)
        if found is None:
            raise CroniumAPIError(
                501,
                "Tools cannot act for a script that reaches Cronium by files alone: this server lets no connection "
                "through.",
                "tools_not_reachable",
            )
        what, key, _, _ = found.groups()
        if what == "input":
            return json.loads(self._input() or "null")
        if what == "context":
            return json.loads(self._read("in/context.json") or b"{}")
        if what == "variables":
            return self._on_variable(call, (key or "").replace("%3A", ":"))
        if call.method == "GET":
            with self._lock:
                self._take_in()
                return {"condition": self._condition}
        _refuse_invalid(what, call)
        self._note(call, {})
        return {"success": True}

    def texts(self, size: int) -> Iterator[str]:
        """The input as text, piece by piece."""
        text = self._input()
        if text.startswith('"'):
            text = json.loads(text)
        return (text[at : at + size] for at in range(0, len(text), size))

    def stream(self, call: Call, chunks: Iterable[bytes]) -> Any:
        """Notes a call whose body comes in pieces."""
        identity = os.urandom(16).hex()
        length = 0
        with self._written("out/bodies/" + identity) as body:
            for chunk in chunks:
                length += len(chunk)
                _refuse_large(length)
                body.write(chunk)
        self._append(_start(call, identity) + ',"bodyFile":"{}"'.format(identity) + "}")
        return {"success": True}

    def _on_variable(self, call: Call, key: str) -> Any:
        if _key_rule.match(key) is None:
            raise CroniumAPIError(422, "{!r} is no key of a variable.".format(key), "invalid_key")
        with self._lock:
            self._take_in()
            variable = self._variables.get(key)
            if variable is None and call.method in ("GET", "DELETE") or call.path.endswith("/increment"):
                self._refuse_withheld(call, key)
            if call.method == "GET":
                if variable is None:
                    raise CroniumAPIError(404, "There is no variable {}.".format(key), "variable_not_found")
                return {"key": key, "value": self._value_of(variable), "version": variable.version}
            condition = _condition_of(call)
            more = {"key": key} if condition is None else {"key": key, "ifVersion": condition}
            # What is refused as things stand is not noted at all; somebody else may still come in between.
            self._outcome(call.method, call.path, condition, json.loads(call.body or b"null"), None, key)
            identity = self._note(call, more)
            self._results[identity] = None
            self._take_in()
            return _raised(self._results.pop(identity))

    def _refuse_withheld(self, call: Call, key: str) -> None:
        """What exists but did not come along: asked for, so that it comes along the next time."""
        if key in self._variables or (self._is_complete and key not in self._withheld):
            return
        self._append(_start(Call("GET", "/executions/{id}/variables/" + key), os.urandom(16).hex(), key) + "}")
        reason = self._withheld.get(key, "unknown")
        raise CroniumAPIError(
            403,
            "The variable {} did not come along ({}). It comes along from the next run on where that can be.".format(
                key, reason
            ),
            "variable_not_bundled",
        )

    def _outcome(
        self, method: str, path: str, condition: Optional[int], body: Any, file: Optional[str], key: str
    ) -> Any:
        """Does what a noted call asks for. Gives its data and the variable as it then is; raises what it comes to."""
        present = self._variables.get(key)
        version = 0 if present is None else present.version
        if condition is not None and condition != version:
            raise CroniumAPIError(
                409, "The variable {} has version {}.".format(key, version), "version_conflict", {"version": version}
            )
        if method == "DELETE":
            return {"key": key, "deleted": present is not None}, None
        if path.endswith("/increment"):
            value = 0 if present is None else present.value
            by = (body or {}).get("by", 1)
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not is_number or (present is not None and present.file is not None):
                raise CroniumAPIError(422, "{} is no number, so nothing can be added to it".format(key), "not_a_number")
            total = _plain(value + by)
            if total - total != 0:
                raise CroniumAPIError(422, "{} would become larger than any number".format(key), "not_a_number")
            return {"key": key, "value": total, "version": version + 1}, Variable(total, version + 1)
        value = None if file is not None else body["value"]
        return {"key": key, "version": version + 1}, Variable(value, version + 1, file)

    def _take_in(self) -> None:
        """Reads the lines that are new, and does what they ask for. Whoever calls holds the lock."""
        with open(os.path.join(self._folder, "out/calls.jsonl"), "rb") as calls:
            calls.seek(self._position)
            news = calls.read()
        whole = news[: news.rfind(b"\n") + 1]
        self._position += len(whole)
        for line in whole.split(b"\n"):
            try:
                self._take_line(json.loads(line.decode("utf-8")))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # Empty, or torn off by a full disk.

    def _take_line(self, noted: Dict[str, Any]) -> None:
        path, body, key = noted["path"], noted.get("body"), noted.get("key")
        if path.endswith("/condition"):
            self._condition = body["condition"]
        if key is None or noted["method"] == "GET":
            return
        result: Any
        try:
            result, after = self._outcome(
                noted["method"], path.split("?")[0], noted.get("ifVersion"), body, noted.get("bodyFile"), key
            )
            if after is None:
                self._variables.pop(key, None)
            else:
                self._variables[key] = after
        except CroniumAPIError as error:
            result = error
        if noted["id"] in self._results:
            self._results[noted["id"]] = result

    def _value_of(self, variable: Variable) -> Any:
        if variable.file is None:
            return variable.value
        return json.loads(self._read("out/bodies/" + variable.file) or b"{}")["value"]

    def _note(self, call: Call, more: Dict[str, Any]) -> str:
        identity = os.urandom(16).hex()
        start = _start(call, identity, **more)
        body = call.body or b""
        _refuse_large(len(body))
        if not body:
            self._append(start + "}")
        elif len(body) + len(start) < _longest_line:
            self._append(start + ',"body":' + body.decode("utf-8") + "}")
        else:
            with self._written("out/bodies/" + identity) as file:
                file.write(body)
            self._append(start + ',"bodyFile":"{}"'.format(identity) + "}")
        return identity

    def _append(self, line: str) -> None:
        # The line break in front ends what somebody else could not write to its end.
        text = b"\n" + line.encode("utf-8") + b"\n"
        try:
            file = os.open(os.path.join(self._folder, "out/calls.jsonl"), os.O_WRONLY | os.O_APPEND)
            try:
                if os.fstat(file).st_size > _most_noted:
                    raise CroniumAPIError(413, "This run has made more calls than files can hold.", "too_many_calls")
                is_whole = os.write(file, text) == len(text)
            finally:
                os.close(file)
        except OSError as error:
            raise _unwritten(str(error)) from error
        if not is_whole:
            raise _unwritten("the disk is full")

    def _input(self) -> str:
        """As JSON, empty where there is none. A short one is in the environment, and on no disk."""
        long = self._read("in/input.json")
        return os.environ.get("CRONIUM_INPUT", "") if long is None else long.decode("utf-8")

    def _read(self, name: str) -> Optional[bytes]:
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def _written(self, name: str) -> Any:
        try:
            descriptor = os.open(os.path.join(self._folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            return os.fdopen(descriptor, "wb")
        except OSError as error:
            raise _unwritten(str(error)) from error


def _start(call: Call, identity: str, key: Optional[str] = None, ifVersion: Optional[int] = None) -> str:
    fields: Dict[str, Any] = {"id": identity, "method": call.method, "path": call.path}
    if call.body is not None or call.content_type != "application/json":
        fields["type"] = call.content_type
    if key is not None:
        fields["key"] = key
    if ifVersion is not None:
        fields["ifVersion"] = ifVersion
    return compact(fields)[:-1]


def _condition_of(call: Call) -> Optional[int]:
    if call.method == "PUT":
        condition: Optional[int] = json.loads(call.body or b"{}").get("ifVersion")
        return condition
    found = re.search(r"\?ifVersion=(\d+)\Z", call.path)
    return None if found is None else int(found.group(1))


def _refuse_invalid(what: str, call: Call) -> None:
    body = json.loads(call.body or b"{}")
    if what == "log" and body["level"] not in _levels:
        raise CroniumAPIError(422, "level is debug, info, warning or error", "invalid_level")
    if what == "log" and len(body["message"]) > 65536:
        raise CroniumAPIError(422, "message has at most 65536 characters", "invalid_message")
    for name, most in (("fraction", 1), ("percent", 100)):
        number = body.get(name, 0) if what == "progress" else 0
        if not isinstance(number, (int, float)) or not 0 <= number <= most:
            raise CroniumAPIError(422, "{} is a number from 0 to {}".format(name, most), "invalid_" + name)


def _refuse_large(length: int) -> None:
    if length > _largest_body:
        raise CroniumAPIError(413, "The body is larger than is taken.", "body_too_large")


def _raised(result: Any) -> Any:
    if isinstance(result, CroniumAPIError):
        raise result
    if result is None:
        raise CroniumError("What was noted cannot be found again.", "invalid_answer")
    return result


def _plain(number: Any) -> Any:
    """As the other languages, and the program, have it: 3.0 is 3."""
    is_whole = isinstance(number, float) and number.is_integer() and abs(number) < 2**53
    return int(number) if is_whole else number


def _unwritten(reason: str) -> CroniumError:
    return CroniumError("The call could not be noted: {}.".format(reason), "not_reachable")
