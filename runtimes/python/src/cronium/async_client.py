"""The client for asyncio: the same operations, awaited. Worker threads of its own make the calls."""

import asyncio
import functools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, AsyncIterable, AsyncIterator, Callable, Dict, Iterable, Iterator, Optional, Union

from . import messages
from .client import Cronium, Number
from .retry import Retry

Chunks = Union[Iterable[Union[str, bytes]], AsyncIterable[Union[str, bytes]]]

_workers_at_most = 16
_end = object()


class AsyncCronium:
    """
    Like Cronium, with the same arguments; every operation is awaited, except info(). Use it as
    `async with AsyncCronium() as cronium:`, or await close() at the end. Up to 16 calls are under way at once.
    """

    def __init__(
        self,
        api: Optional[str] = None,
        execution_id: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Optional[float] = None,
        retry: Optional[Retry] = None,
    ) -> None:
        self._client = Cronium(api, execution_id, token, timeout, retry)
        self._workers: Optional[ThreadPoolExecutor] = None
        self._pid = 0

    async def __aenter__(self) -> "AsyncCronium":
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()

    async def close(self) -> None:
        """Waits for calls that are under way and closes the connections. Calls may still be made after it."""
        workers, self._workers = self._workers, None
        if workers is not None and self._pid == os.getpid():
            await asyncio.get_event_loop().run_in_executor(None, functools.partial(workers.shutdown, wait=True))
        self._client.close()

    async def input(self) -> Any:
        return await self._do(self._client.input)

    async def output(self, data: Any) -> None:
        await self._do(self._client.output, data)

    async def get_variable(self, key: str, default: Any = None) -> Any:
        return await self._do(self._client.get_variable, key, default)

    async def get_variable_entry(self, key: str) -> Optional[Dict[str, Any]]:
        entry: Optional[Dict[str, Any]] = await self._do(self._client.get_variable_entry, key)
        return entry

    async def set_variable(self, key: str, value: Any, if_version: Optional[int] = None) -> int:
        return int(await self._do(self._client.set_variable, key, value, if_version))

    async def delete_variable(self, key: str, if_version: Optional[int] = None) -> bool:
        return bool(await self._do(self._client.delete_variable, key, if_version))

    async def increment_variable(self, key: str, by: Number = 1) -> Number:
        value: Number = await self._do(self._client.increment_variable, key, by)
        return value

    async def variable_exists(self, key: str) -> bool:
        return bool(await self._do(self._client.variable_exists, key))

    async def append_variable(self, key: str, text: str, separator: str = "\n") -> str:
        return str(await self._do(self._client.append_variable, key, text, separator))

    async def set_condition(self, condition: Any) -> None:
        await self._do(self._client.set_condition, condition)

    async def get_condition(self) -> Optional[bool]:
        condition: Optional[bool] = await self._do(self._client.get_condition)
        return condition

    async def event(self) -> Dict[str, Any]:
        return dict(await self._do(self._client.event))

    async def log(self, message: str, level: str = "info", fields: Optional[Dict[str, Any]] = None) -> None:
        await self._do(self._client.log, message, level, fields)

    async def progress(
        self, fraction: Optional[float] = None, message: Optional[str] = None, percent: Optional[float] = None
    ) -> None:
        await self._do(self._client.progress, fraction, message, percent)

    async def execute_tool_action(
        self, tool: str, action: str, params: Optional[Dict[str, Any]] = None
    ) -> Dict[str, Any]:
        return dict(await self._do(self._client.execute_tool_action, tool, action, params))

    async def send_email(self, to: messages.Recipients, subject: str, body: str, **more: Any) -> Dict[str, Any]:
        return dict(await self._do(functools.partial(self._client.send_email, to, subject, body, **more)))

    async def send_slack_message(self, channel: str, text: str, **more: Any) -> Dict[str, Any]:
        return dict(await self._do(functools.partial(self._client.send_slack_message, channel, text, **more)))

    async def send_discord_message(self, channel_id: str, content: str, **more: Any) -> Dict[str, Any]:
        return dict(await self._do(functools.partial(self._client.send_discord_message, channel_id, content, **more)))

    async def stream_input(self, chunk_size: int = 65536) -> AsyncIterator[str]:
        """The input as text, piece by piece: `async for text in cronium.stream_input():`."""
        pieces = await self._do(self._client.stream_input, chunk_size)
        try:
            while True:
                piece = await self._do(next, pieces, _end)
                if piece is _end:
                    return
                yield piece
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    async def stream_output(self, chunks: Chunks) -> None:
        """Sets the output to a text that comes in pieces, from anything `for` or `async for` goes through."""
        if hasattr(chunks, "__aiter__"):
            pieces: Iterable[Union[str, bytes]] = _from_loop(chunks, asyncio.get_event_loop())
        else:
            pieces = chunks
        await self._do(self._client.stream_output, pieces)

    def info(self) -> Dict[str, Any]:
        return self._client.info()

    async def _do(self, call: Callable[..., Any], *values: Any) -> Any:
        if self._workers is None or self._pid != os.getpid():
            self._workers = ThreadPoolExecutor(_workers_at_most, thread_name_prefix="cronium")
            self._pid = os.getpid()
        transport = self._client._transport
        handle = object()
        work = functools.partial(transport.abandonable, handle, functools.partial(call, *values))
        try:
            return await asyncio.get_event_loop().run_in_executor(self._workers, work)
        except asyncio.CancelledError:
            transport.abandon(handle)
            raise

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


def _from_loop(chunks: Any, loop: asyncio.AbstractEventLoop) -> Iterator[Union[str, bytes]]:
    """Goes through an asynchronous iterable of the loop from a worker thread, one piece asked for at a time."""
    iterator = chunks.__aiter__()

    async def next_piece() -> Any:
        try:
            return await iterator.__anext__()
        except StopAsyncIteration:
            return _end

    while True:
        piece = asyncio.run_coroutine_threadsafe(next_piece(), loop).result()
        if piece is _end:
            return
        yield piece
