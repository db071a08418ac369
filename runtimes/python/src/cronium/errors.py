"""What can go wrong, as types that a script can catch."""

from typing import Any, Optional, Tuple


class CroniumError(Exception):
    """The base of everything this library raises. `code` is a short word a program can compare."""

    def __init__(self, message: str, code: str = "cronium_error") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.message, self.code)


class CroniumAPIError(CroniumError):
    """The runtime API refused a call: `status_code`, `message`, its `code` and, where given, `details`."""

    def __init__(self, status_code: int, message: str, code: str = "", details: Optional[Any] = None) -> None:
        super().__init__(message, code)
        self.status_code = status_code
        self.details = details

    def __str__(self) -> str:
        return "API Error ({}): {}".format(self.status_code, self.message)

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.status_code, self.message, self.code, self.details)


class CroniumTimeoutError(CroniumError):
    """No answer in time, on any of the tries."""

    def __init__(self, message: str, code: str = "timeout") -> None:
        super().__init__(message, code)
