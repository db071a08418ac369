"""What the tests share: a runtime API of their own for each test, and waits that are noted instead of waited."""

import os
import sys
import unittest

_runtimes = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = os.path.join(_runtimes, "python", "src")
sys.path[:0] = [SOURCES, os.path.join(_runtimes, "testing")]

from scripted_runtime import EXECUTION, TOKEN, ScriptedRuntime  # noqa: E402

import cronium  # noqa: E402


class RuntimeCase(unittest.TestCase):
    def setUp(self):
        self.runtime = ScriptedRuntime().start()
        self.addCleanup(self.runtime.server_close)
        self.addCleanup(self.runtime.shutdown)
        self.waits = []
        self.client = self.make_client()

    def make_client(self, kind=cronium.Cronium, timeout=60.0, address=None, token=TOKEN, execution=EXECUTION, **limits):
        retry = cronium.Retry(sleep=self.waits.append, random=lambda: 1.0, **limits)
        client = kind(address or self.runtime.address, execution, token, timeout, retry)
        if kind is cronium.Cronium:
            self.addCleanup(client.close)
        return client

    def environment(self, **more):
        """The environment of a script of the scripted runtime, for a process of its own."""
        kept = {name: os.environ[name] for name in ("PATH", "SystemRoot", "HOME") if name in os.environ}
        kept.update(
            CRONIUM_RUNTIME_API=self.runtime.address,
            CRONIUM_EXECUTION_ID=EXECUTION,
            CRONIUM_EXECUTION_TOKEN=TOKEN,
            PYTHONDONTWRITEBYTECODE="1",
        )
        kept.update(more)
        return {name: value for name, value in kept.items() if value is not None}

    def keys(self):
        return [asked["headers"].get("idempotency-key") for asked in self.runtime.asked]
