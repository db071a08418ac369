"""Each operation as the call it makes: method, path, body. Nothing here touches the network."""

from typing import Any, Dict, NamedTuple, Optional
from urllib.parse import quote

from .errors import CroniumAPIError, CroniumError
from .json_text import to_json

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


class Call(NamedTuple):
    """`path` names the execution as {id}. `body` is sent as it is."""

    method: str
    path: str
    body: Optional[bytes] = None
    content_type: str = JSON


def read_input() -> Call:
    return Call("GET", "/executions/{id}/input")


def read_raw_input() -> Call:
    return Call("GET", "/executions/{id}/input?raw=1")


def write_output(data: Any) -> Call:
    return Call("POST", "/executions/{id}/output", to_json({"data": data}))


def write_text_output() -> Call:
    return Call("POST", "/executions/{id}/output", None, TEXT)


def read_variable(key: str) -> Call:
    return Call("GET", _variable(key))


def write_variable(key: str, value: Any, if_version: Optional[int]) -> Call:
    body: Dict[str, Any] = {"value": value}
    if if_version is not None:
        body["ifVersion"] = if_version
    return Call("PUT", _variable(key), to_json(body))


def remove_variable(key: str, if_version: Optional[int]) -> Call:
    return Call("DELETE", _variable(key) + ("" if if_version is None else "?ifVersion={:d}".format(if_version)))


def increase_variable(key: str, by: float) -> Call:
    return Call("POST", _variable(key) + "/increment", to_json({"by": by}))


def write_condition(condition: Any) -> Call:
    if not isinstance(condition, bool):
        raise CroniumError(
            "A condition is True or False, not {}. Use bool(…) for whether a value counts as true.".format(
                "None" if condition is None else "of type " + type(condition).__name__
            ),
            "invalid_value",
        )
    return Call("POST", "/executions/{id}/condition", to_json({"condition": condition}))


def read_condition() -> Call:
    return Call("GET", "/executions/{id}/condition")


def read_context() -> Call:
    return Call("GET", "/executions/{id}/context")


def write_log(message: str, level: str, fields: Optional[Dict[str, Any]]) -> Call:
    if message is None:
        raise CroniumError("log() takes a message; this is None.", "invalid_value")
    body: Dict[str, Any] = {"level": level, "message": str(message)}
    if fields:
        body["fields"] = fields
    return Call("POST", "/executions/{id}/log", to_json(body))


def write_progress(fraction: Optional[float], message: Optional[str], percent: Optional[float]) -> Call:
    if (fraction is None) == (percent is None):
        raise CroniumError("progress() takes a fraction from 0 to 1, or percent=, one of them.", "invalid_value")
    body: Dict[str, Any] = {"percent": percent} if fraction is None else {"fraction": fraction}
    if message is not None:
        body["message"] = str(message)
    return Call("POST", "/executions/{id}/progress", to_json(body))


def run_tool_action(tool: str, action: str, params: Optional[Dict[str, Any]]) -> Call:
    return Call("POST", "/tool-actions/execute", to_json({"tool": tool, "action": action, "params": params or {}}))


def event_from(context: Dict[str, Any]) -> Dict[str, Any]:
    """What event() gives, from what the context call answered."""
    event = context.get("event") or {}
    fields = {
        name: event.get(name)
        for name in ("id", "name", "type", "runLocation", "successCount", "failureCount", "server")
    }
    fields.update({name: context.get(name) for name in ("userId", "executionId", "jobId", "attempt", "startTime")})
    return fields


def _variable(key: str) -> str:
    # An empty or dotted key would be another path before the server could refuse it.
    if not isinstance(key, str) or key.replace(".", "").strip() == "":
        raise CroniumAPIError(422, "{!r} is no key of a variable.".format(key), "invalid_key")
    return "/executions/{id}/variables/" + quote(key, safe="")
