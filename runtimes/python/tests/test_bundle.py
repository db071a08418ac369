"""Where no connection comes through: calls are answered from files, and noted in one."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from support import SOURCES, RuntimeCase, cronium


class Bundled(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.makedirs(os.path.join(self.folder, "out/bodies"))
        os.mkdir(os.path.join(self.folder, "in"))
        self.lay("out/calls.jsonl", "")
        self.lay("in/context.json", json.dumps({"jobId": "job_1", "event": {"name": "ünï"}}))
        variables = {"falsy": {"value": 0, "version": 3}, "count": {"value": 5, "version": 1}}
        withheld = {"hidden": "a secret"}
        self.lay("in/variables.json", json.dumps({"complete": True, "variables": variables, "withheld": withheld}))
        secrets = json.dumps({"secret": {"value": "s3cret", "version": 2}})
        environment = {"CRONIUM_RUNTIME_DIRECTORY": self.folder, "CRONIUM_BUNDLED_SECRETS": secrets}
        patch = mock.patch.dict(os.environ, environment)
        patch.start()
        self.addCleanup(patch.stop)
        for name in ("CRONIUM_RUNTIME_API", "CRONIUM_INPUT"):
            os.environ.pop(name, None)
        self.client = cronium.Cronium()

    def lay(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def noted(self):
        with open(os.path.join(self.folder, "out/calls.jsonl"), encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]

    def refused(self, code, call, *values, **named):
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            call(*values, **named)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_what_came_along_is_read(self):
        self.assertIsNone(self.client.input())
        self.lay("in/input.json", '{"n":0,"text":"ü"}')
        self.assertEqual(self.client.input(), {"n": 0, "text": "ü"})
        self.assertEqual("".join(self.client.stream_input(3)), '{"n":0,"text":"ü"}')
        self.assertEqual(self.client.get_variable("falsy", "other"), 0)
        self.assertEqual(self.client.get_variable("secret"), "s3cret")
        self.assertEqual(self.client.event()["name"], "ünï")
        self.assertIsNone(self.client.get_variable("nothing"))
        self.assertEqual(self.noted(), [])

    def test_what_did_not_come_along_is_told_and_asked_for(self):
        self.refused("variable_not_bundled", self.client.get_variable, "hidden")
        self.assertEqual([call["method"] + call["key"] for call in self.noted()], ["GEThidden"])

    def test_reads_see_what_was_written_here_and_elsewhere(self):
        for value in (None, False, 0, "", "ünï 🚀\n", [], {"": [None]}, "x" * 5_000_000):
            self.client.set_variable("a:b", value)
            self.assertEqual(self.client.get_variable("a:b"), value)
            self.assertEqual(cronium.Cronium().get_variable("a:b"), value)
        self.assertTrue(self.client.delete_variable("a:b"))
        self.assertFalse(self.client.delete_variable("a:b"))
        self.assertFalse(self.client.variable_exists("a:b"))
        self.assertEqual(self.client.increment_variable("count", 2.5), 7.5)
        self.assertEqual(self.client.append_variable("text", "one"), "one")
        self.assertEqual(self.client.append_variable("text", "two"), "one\ntwo")

    def test_versions_are_compared(self):
        self.assertEqual(self.client.set_variable("falsy", 1, if_version=3), 4)
        error = self.refused("version_conflict", self.client.set_variable, "falsy", 2, if_version=3)
        self.assertEqual((error.status_code, error.details), (409, {"version": 4}))
        self.refused("version_conflict", self.client.delete_variable, "falsy", if_version=3)
        self.assertEqual(len(self.noted()), 1)

    def test_the_rest_is_noted_or_refused(self):
        self.client.output({"done": None})
        self.client.stream_output(["ü", "🚀"])
        self.client.set_condition(False)
        self.assertIs(self.client.get_condition(), False)
        self.client.progress(percent=40, message="half")
        self.client.log("line", "warning", {"n": 0})
        self.refused("invalid_level", self.client.log, "line", "loud")
        self.refused("invalid_fraction", self.client.progress, 2)
        self.refused("tools_not_reachable", self.client.send_slack_message, "#c", "text")
        self.refused("invalid_key", self.client.get_variable, "no key")
        self.refused("body_too_large", self.client.output, "x" * 17_000_000)
        self.refused("body_too_large", self.client.stream_output, ["x" * 17_000_000])
        self.assertEqual([call["path"].split("/")[-1] for call in self.noted()],
                         ["output", "output", "condition", "progress", "log"])

    def test_a_torn_line_loses_itself_alone(self):
        self.lay("out/calls.jsonl", '{"id":"x","method":"PU')
        self.client.set_variable("after", 1)
        self.assertEqual(cronium.Cronium().get_variable("after"), 1)

    def test_processes_that_count_at_once_lose_nothing(self):
        script = "import cronium\nfor _ in range(50): print(cronium.increment_variable('n'))"
        environment = dict(os.environ, PYTHONPATH=SOURCES, PYTHONDONTWRITEBYTECODE="1")
        runs = [subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE)
                for _ in range(3)]
        seen = sorted(int(line) for run in runs for line in run.communicate()[0].split())
        self.assertEqual(seen, list(range(1, 151)))


class Moved(RuntimeCase):
    def test_the_address_is_looked_up_again_for_each_try(self):
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "address")
            environment = {"CRONIUM_RUNTIME_API": "http://127.0.0.1:9", "CRONIUM_RUNTIME_ADDRESS_FILE": place,
                           "CRONIUM_EXECUTION_ID": self.client._given[1], "CRONIUM_EXECUTION_TOKEN": self.client._given[2]}

            def write(_seconds):
                with open(place, "w") as file:
                    file.write("http://127.0.0.1:9 " + self.runtime.address + "\n")

            with mock.patch.dict(os.environ, environment):
                client = cronium.Cronium(retry=cronium.Retry(sleep=write))
                self.addCleanup(client.close)
                client.set_condition(True)
                self.assertIs(client.get_condition(), True)
                self.assertEqual(cronium.retry.read_limits(None, None).retry.absence, 3600.0)

    def test_a_socket_alone_is_asked(self):
        with tempfile.TemporaryDirectory() as folder:
            door = os.path.join(folder, "door")
            place = os.path.join(folder, "address")
            gone = os.path.join(folder, "gone")
            listening = self.runtime.listen_at(door)
            self.addCleanup(listening.close)
            address = self.runtime.address
            environment = {"CRONIUM_RUNTIME_API": address, "CRONIUM_RUNTIME_SOCKET": gone,
                           "CRONIUM_RUNTIME_ADDRESS_FILE": place}

            def say(*words):
                with open(place, "w") as file:
                    file.write(" ".join(words) + "\n")

            def ways():
                return [asked["by"] for asked in self.runtime.asked]

            with mock.patch.dict(os.environ, environment):
                client = self.make_client(retries=1)
                unreachable = [[], [address, address], [address, address, gone]]
                for words in unreachable:
                    if words:
                        say(*words)
                    with self.assertRaises(cronium.CroniumError) as caught:
                        client.set_condition(True)
                    self.assertEqual(caught.exception.code, "not_reachable")
                self.assertEqual(ways(), [])
                say(address, "http://127.0.0.1:9", door)
                client.set_condition(True)
                self.assertIs(client.get_condition(), True)
                client.stream_output(["text"])
                self.assertEqual(ways(), ["socket"] * 3)
                # The program says that there is none; a script of its own address is asked where it says.
                say(address, address, "-")
                client.set_condition(True)
                say("http://127.0.0.1:9", "http://127.0.0.1:9", door)
                client.set_condition(True)
                self.assertEqual(ways()[3:], ["port"] * 2)

    def test_a_socket_of_another_user_is_told_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            door = os.path.join(folder, "door")
            listening = self.runtime.listen_at(door)
            self.addCleanup(listening.close)
            environment = {"CRONIUM_RUNTIME_API": self.runtime.address, "CRONIUM_RUNTIME_SOCKET": door,
                           "CRONIUM_RUNTIME_ADDRESS_FILE": os.path.join(folder, "address"),
                           "CRONIUM_EXECUTION_ID": "execution-1", "CRONIUM_EXECUTION_TOKEN": "token"}
            waits = []
            retry = cronium.Retry(retries=2, sleep=waits.append)
            client = cronium.Cronium(retry=retry)
            self.addCleanup(client.close)
            is_root = os.geteuid() == 0
            os.chmod(folder, 0)
            if is_root:
                os.seteuid(65534)  # The superuser may use everything.
            try:
                with mock.patch.dict(os.environ, environment):
                    with self.assertRaises(cronium.CroniumError) as caught:
                        client.get_condition()
            finally:
                if is_root:
                    os.seteuid(0)
                os.chmod(folder, 0o700)
            self.assertEqual((caught.exception.code, waits), ("permission_denied", []))
            self.assertIn(door + " may not be used", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
