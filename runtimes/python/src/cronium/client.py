"""The client whose calls wait for their answer."""

import json
import os
from typing import Any, Dict, Iterable, Iterator, Optional, Union

from . import calls, messages
from .environment import Address, bundle_folder, find_address
from .errors import CroniumAPIError, CroniumError
from .json_text import compact
from .retry import Limits, Retry, read_limits
from .transport import ReplayableChunks, Transport
from .version import VERSION

Number = Union[int, float]


class Cronium:
    """
    The runtime API of one execution. What is not given comes from the environment: CRONIUM_RUNTIME_API,
    CRONIUM_EXECUTION_ID, CRONIUM_EXECUTION_TOKEN; CRONIUM_TIMEOUT (seconds a try may stand still, usually 30) and
    CRONIUM_RETRIES (tries after the first, usually 3), read anew for each call. Nothing is asked before the first.

    Every call raises CroniumAPIError when it is refused, CroniumTimeoutError when no answer comes in time, and
    CroniumError when there is nothing to reach or a value cannot be sent.
    """

    def __init__(
        self,
        api: Optional[str] = None,
        execution_id: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Optional[float] = None,
        retry: Optional[Retry] = None,
    ) -> None:
        self._given = (api, execution_id, token)
        self._timeout = timeout
        self._retry = retry
        self._transport = Transport(self._address, self._limits, lambda: bundle_folder(self._given[0]))

    def __enter__(self) -> "Cronium":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections that are kept open."""
        self._transport.close()

    def input(self) -> Any:
        """The input of this run, or None. Without a runtime API, what CRONIUM_INPUT holds."""
        return self._offline_input() if self._is_offline() else self._transport.data(calls.read_input())

    def output(self, data: Any) -> None:
        """Sets the output of this run: anything JSON can say. The last call counts."""
        self._transport.data(calls.write_output(data))

    def get_variable(self, key: str, default: Any = None) -> Any:
        """The value of a variable, or `default` where there is none of that name."""
        entry = self.get_variable_entry(key)
        return default if entry is None else entry["value"]

    def get_variable_entry(self, key: str) -> Optional[Dict[str, Any]]:
        """A variable with its version: {"key", "value", "version"}, or None."""
        try:
            entry: Dict[str, Any] = self._transport.data(calls.read_variable(key))
            return entry
        except CroniumAPIError as error:
            if error.status_code == 404 and error.code == "variable_not_found":
                return None
            raise

    def set_variable(self, key: str, value: Any, if_version: Optional[int] = None) -> int:
        """
        Sets a variable and gives its new version. With `if_version` only when it has that version now (0: when there
        is none), else CroniumAPIError with status 409 and the present version in details["version"].
        """
        return int(self._transport.data(calls.write_variable(key, value, if_version))["version"])

    def delete_variable(self, key: str, if_version: Optional[int] = None) -> bool:
        """Deletes a variable; False when there was none."""
        return bool(self._transport.data(calls.remove_variable(key, if_version))["deleted"])

    def increment_variable(self, key: str, by: Number = 1) -> Number:
        """Adds to a number in one step and gives the new value. One that does not exist counts as 0."""
        value: Number = self._transport.data(calls.increase_variable(key, by))["value"]
        return value

    def variable_exists(self, key: str) -> bool:
        """True when there is a variable of that name, whatever its value."""
        return self.get_variable_entry(key) is not None

    def append_variable(self, key: str, text: str, separator: str = "\n") -> str:
        """
        Adds a text to a variable, after `separator` where something is there already, and gives the whole. What is no
        text counts as its JSON, null as nothing. Repeated when someone else writes meanwhile: nothing is lost.
        """
        while True:
            entry = self.get_variable_entry(key) or {"value": None, "version": 0}
            present = entry["value"]
            start = "" if present is None else (present if isinstance(present, str) else compact(present)) + separator
            try:
                self.set_variable(key, start + str(text), if_version=entry["version"])
                return start + str(text)
            except CroniumAPIError as error:
                if error.code != "version_conflict":
                    raise

    def set_condition(self, condition: Any) -> None:
        """Sets the condition that decides whether follow-ups "on condition" run: True or False."""
        self._transport.data(calls.write_condition(condition))

    def get_condition(self) -> Optional[bool]:
        """The condition this run has set, or None."""
        condition: Optional[bool] = self._transport.data(calls.read_condition())["condition"]
        return condition

    def event(self) -> Dict[str, Any]:
        """
        What runs: id, name, type, runLocation, successCount, failureCount, server (name and address, or None),
        userId, executionId, jobId, attempt, startTime.
        """
        return calls.event_from(self._transport.data(calls.read_context()))

    def log(self, message: str, level: str = "info", fields: Optional[Dict[str, Any]] = None) -> None:
        """Writes a line to the log of this run. Levels: debug, info, warning, error."""
        self._transport.data(calls.write_log(message, level, fields))

    def progress(
        self, fraction: Optional[float] = None, message: Optional[str] = None, percent: Optional[float] = None
    ) -> None:
        """Tells how far this run is: a fraction from 0 to 1, or percent= from 0 to 100."""
        self._transport.data(calls.write_progress(fraction, message, percent))

    def execute_tool_action(
        self, tool: str, action: str, params: Optional[Dict[str, Any]] = None
    ) -> Dict[str, Any]:
        """Has a tool do something; gives {"success", "data"} and "metadata" where there is some."""
        result: Dict[str, Any] = self._transport.data(calls.run_tool_action(tool, action, params))
        return result

    def send_email(self, to: messages.Recipients, subject: str, body: str, **more: Any) -> Dict[str, Any]:
        """Sends a mail. More: cc, bcc, html, attachments."""
        return self.execute_tool_action("email", "send_message", messages.email(to, subject, body, more))

    def send_slack_message(self, channel: str, text: str, **more: Any) -> Dict[str, Any]:
        """Sends a message to Slack. More: attachments, blocks, username, icon_emoji, icon_url."""
        return self.execute_tool_action("slack", "send_message", messages.slack(channel, text, more))

    def send_discord_message(self, channel_id: str, content: str, **more: Any) -> Dict[str, Any]:
        """Sends a message to Discord. More: embeds."""
        return self.execute_tool_action("discord", "send_message", messages.discord(channel_id, content, more))

    def stream_input(self, chunk_size: int = 65536) -> Iterator[str]:
        """
        The input as text, piece by piece and never whole in memory: the characters of an input that is text, else its
        JSON. Nothing where there is no input.
        """
        if self._is_offline():
            value = self._offline_input()
            text = value if isinstance(value, str) else "" if value is None else compact(value)
            return iter([text] if text else [])
        return self._transport.texts(calls.read_raw_input(), chunk_size)

    def stream_output(self, chunks: Iterable[Union[str, bytes]]) -> None:
        """
        Sets the output to a text that comes in pieces (text, or bytes in UTF-8) and is never whole in memory. A list
        is sent again when a try fails; of a generator no more than its first megabyte is kept for that.
        """
        pieces = [chunks] if isinstance(chunks, (str, bytes)) else chunks
        self._transport.stream(calls.write_text_output(), ReplayableChunks(pieces))

    def info(self) -> Dict[str, Any]:
        """Known without asking: version, language, executionId, jobId, eventId, jobType, mode, api, hasToken."""
        api, execution_id, token = self._given
        known = os.environ.get
        return {
            "version": VERSION,
            "language": "python",
            "executionId": execution_id or known("CRONIUM_EXECUTION_ID") or None,
            "jobId": known("CRONIUM_JOB_ID") or None,
            "eventId": known("CRONIUM_EVENT_ID") or None,
            "jobType": known("CRONIUM_JOB_TYPE") or None,
            "mode": known("CRONIUM_EXECUTION_MODE") or None,
            "api": api or known("CRONIUM_RUNTIME_API") or None,
            "hasToken": bool(token or known("CRONIUM_EXECUTION_TOKEN")),
        }

    def _address(self) -> Address:
        return find_address(*self._given)

    def _limits(self) -> Limits:
        return read_limits(self._timeout, self._retry)

    def _is_offline(self) -> bool:
        has_api = self._given[0] or os.environ.get("CRONIUM_RUNTIME_API") or bundle_folder(None)
        return not has_api and "CRONIUM_INPUT" in os.environ

    def _offline_input(self) -> Any:
        try:
            return json.loads(os.environ["CRONIUM_INPUT"])
        except ValueError:
            raise CroniumError("CRONIUM_INPUT holds no JSON.", "invalid_answer") from None

    getVariable = get_variable
    getVariableEntry = get_variable_entry
    setVariable = set_variable
    deleteVariable = delete_variable
    incrementVariable = increment_variable
    variableExists = variable_exists
    appendVariable = append_variable
    setCondition = set_condition
    getCondition = get_condition
    context = event
    executeToolAction = execute_tool_action
    sendEmail = send_email
    sendSlackMessage = send_slack_message
    sendDiscordMessage = send_discord_message
    streamInput = stream_input
    streamOutput = stream_output
