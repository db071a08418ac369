"""
What a script of Cronium talks to: its input and output, variables shared between scripts, the condition, tools.

The module is the object, too: `import cronium` and the `cronium` that every script of an event has without any import
offer the same, and so do `from cronium import cronium` and an own `Cronium()`.
"""

import sys
from typing import TYPE_CHECKING, Any, List

from .client import Cronium
from .errors import CroniumAPIError, CroniumError, CroniumTimeoutError
from .retry import Retry
from .version import VERSION

if TYPE_CHECKING:
    from .async_client import AsyncCronium as AsyncCronium

__version__ = VERSION

__all__ = [
    "Cronium", "CroniumAPIError", "CroniumError", "CroniumTimeoutError", "Retry", "append_variable", "context",
    "cronium", "delete_variable", "event", "execute_tool_action", "get_condition", "get_variable", "get_variable_entry",
    "increment_variable", "info", "input", "log", "output", "progress", "send_discord_message", "send_email",
    "send_slack_message", "set_condition", "set_variable", "stream_input", "stream_output", "variable_exists",
]  # fmt: skip

_client = Cronium()

input = _client.input
output = _client.output
get_variable = getVariable = _client.get_variable
get_variable_entry = getVariableEntry = _client.get_variable_entry
set_variable = setVariable = _client.set_variable
delete_variable = deleteVariable = _client.delete_variable
increment_variable = incrementVariable = _client.increment_variable
variable_exists = variableExists = _client.variable_exists
append_variable = appendVariable = _client.append_variable
set_condition = setCondition = _client.set_condition
get_condition = getCondition = _client.get_condition
event = context = _client.event
log = _client.log
progress = _client.progress
execute_tool_action = executeToolAction = _client.execute_tool_action
send_email = sendEmail = _client.send_email
send_slack_message = sendSlackMessage = _client.send_slack_message
send_discord_message = sendDiscordMessage = _client.send_discord_message
stream_input = streamInput = _client.stream_input
stream_output = streamOutput = _client.stream_output
info = _client.info
close = _client.close

cronium = sys.modules[__name__]


def __getattr__(name: str) -> Any:
    # Few scripts are asynchronous, and loading asyncio takes longer than all the rest.
    if name == "AsyncCronium":
        from .async_client import AsyncCronium

        globals()[name] = AsyncCronium
        return AsyncCronium
    raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name))


def __dir__() -> List[str]:
    return sorted(set(globals()) | {"AsyncCronium"})
