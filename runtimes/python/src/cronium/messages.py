"""The short forms of the tool actions that send a message."""

from typing import Any, Dict, List, Union

Recipients = Union[str, List[str]]


def email(to: Recipients, subject: str, body: str, more: Dict[str, Any]) -> Dict[str, Any]:
    return _with({"to": to, "subject": subject, "body": body}, more)


def slack(channel: str, text: str, more: Dict[str, Any]) -> Dict[str, Any]:
    return _with({"channel": channel, "text": text}, more)


def discord(channel_id: str, content: str, more: Dict[str, Any]) -> Dict[str, Any]:
    return _with({"channelId": channel_id, "content": content}, more)


def _with(params: Dict[str, Any], more: Dict[str, Any]) -> Dict[str, Any]:
    params.update((name, value) for name, value in more.items() if value is not None)
    return params
