"""Without a runtime, without an import, with a sitecustomize of someone else, with CRONIUM_DEBUG; and as a wheel."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from unittest import mock

from support import SOURCES, TOKEN, RuntimeCase, cronium

ROOT = os.path.dirname(SOURCES)


class Values(RuntimeCase):
    def test_what_json_cannot_say_is_refused_by_its_place(self):
        itself = []
        itself.append(itself)
        for value, words in [
            (float("nan"), "value is nan"),
            ({"a": [1, float("-inf")]}, "value['a'][1] is -inf"),
            (b"x", "value is bytes"),
            ([bytearray()], "value[0] is bytearray"),
            ({"x": {1, 2}}, "value['x'] is of type set"),
            ({(1, 2): 3}, "value has a key of type tuple"),
            ("a\ud800", "half a surrogate pair at character 1"),
            (itself, "contains itself"),
            ({"at": [2**53]}, "value['at'][0] is 9007199254740992, which would lose digits"),
            (-(10**17), "would lose digits"),
        ]:
            with self.subTest(words=words), self.assertRaises(cronium.CroniumError) as caught:
                self.client.output(value)
            self.assertEqual(caught.exception.code, "invalid_value")
            self.assertIn(words, str(caught.exception).replace("value['data']", "value"))
        self.assertEqual(self.runtime.asked, [])

    def test_numbers_that_only_look_long_are_sent(self):
        for value in ["9" * 40, 0.12345678901234567, [2**53 - 1, 1e300]]:
            self.client.output(value)
            self.assertEqual(self.runtime.output, {"data": value})

    def test_tuples_and_numbers_as_keys_go_as_json_has_them(self):
        self.client.output({1: (1, 2), None: True})
        self.assertEqual(self.runtime.output, {"data": {"1": [1, 2], "null": True}})


class WithoutRuntime(unittest.TestCase):
    def test_the_first_call_says_what_is_missing(self):
        with mock.patch.dict(os.environ, {"CRONIUM_RUNTIME_API": "http://127.0.0.1:1"}, clear=True):
            with self.assertRaises(cronium.CroniumError) as caught:
                cronium.Cronium().get_variable("key")
        self.assertEqual(caught.exception.code, "no_runtime_api")
        self.assertIn("CRONIUM_EXECUTION_ID, CRONIUM_EXECUTION_TOKEN are not set", str(caught.exception))

    def test_the_input_comes_from_the_environment(self):
        for text, value in [('{"é":0}', {"é": 0}), ("null", None), ('""', ""), ("false", False)]:
            with mock.patch.dict(os.environ, {"CRONIUM_INPUT": text}, clear=True):
                self.assertEqual(cronium.Cronium().input(), value)
        with mock.patch.dict(os.environ, {"CRONIUM_INPUT": '"line\\n"'}, clear=True):
            self.assertEqual(list(cronium.Cronium().stream_input()), ["line\n"])
        with mock.patch.dict(os.environ, {"CRONIUM_INPUT": "{"}, clear=True):
            self.assertRaises(cronium.CroniumError, cronium.Cronium().input)
        with mock.patch.dict(os.environ, {}, clear=True):
            self.assertRaises(cronium.CroniumError, cronium.Cronium().input)

    def test_limits_come_from_the_environment_at_each_call(self):
        client = cronium.Cronium()
        for given, timeout, retries in [("5", 5.0, 0), ("x", 30.0, 3), ("-1", 30.0, 3), ("nan", 30.0, 3)]:
            more = {"CRONIUM_TIMEOUT": given, "CRONIUM_RETRIES": "0" if given == "5" else given}
            with mock.patch.dict(os.environ, more, clear=True):
                limits = client._limits()
            self.assertEqual((limits.timeout, limits.retry.retries), (timeout, retries))


class Scripts(RuntimeCase):
    """Scripts in processes of their own, with the library's directory on PYTHONPATH."""

    def run_script(self, script, *options, folder=None, **more):
        path = os.pathsep.join([SOURCES] + ([folder] if folder else []))
        done = subprocess.run(
            [sys.executable, *options, "-c", script],
            env=self.environment(PYTHONPATH=path, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=300,
        )
        self.assertEqual((done.returncode, b"" if more else done.stderr), (0, b""), done.stderr.decode())
        return done.stdout.decode("utf-8").split(), done.stderr.decode("utf-8")

    def test_cronium_is_there_without_an_import(self):
        self.runtime.given_input = {"n": 0}
        words, _ = self.run_script(
            "import sys; print('cronium' in sys.modules, 'http.client' in sys.modules);"
            "cronium.output(cronium.input()); print('asyncio' in sys.modules);"
            "held = cronium; import cronium as imported; from cronium import cronium as taken, AsyncCronium;"
            "import builtins; print(builtins.cronium is imported is taken, held.get_variable == imported.getVariable);"
            "cronium.Cronium; cronium.CroniumAPIError; print('asyncio' in sys.modules)"
        )
        self.assertEqual(words, ["False", "False", "False", "True", "True", "True"])
        self.assertEqual(self.runtime.output, {"data": {"n": 0}})

    def test_a_name_held_before_the_first_use_works_on(self):
        words, _ = self.run_script(
            "first = cronium; second = cronium; first.info(); print(second.Cronium is first.Cronium, 'event' in dir(second));"
            "second.mine = 1; import cronium as imported; print(imported.mine)"
        )
        self.assertEqual(words, ["True", "True", "1"])

    def test_a_sitecustomize_of_someone_else_runs_too(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "sitecustomize.py"), "w") as file:
                file.write("import builtins\nbuiltins.theirs = __file__\n")
            words, _ = self.run_script(
                "import sitecustomize; print(theirs == sitecustomize.__file__, bool(cronium.info))", folder=folder
            )
        self.assertEqual(words, ["True", "True"])

    def test_two_copies_of_the_library_do_not_chase_each_other(self):
        words, _ = self.run_script("print(bool(cronium.info))", folder=os.path.join(SOURCES, "..", "src", "."))
        self.assertEqual(words, ["True"])
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(SOURCES, "sitecustomize.py")) as file, open(
                os.path.join(folder, "sitecustomize.py"), "w"
            ) as copy:
                copy.write(file.read())
            words, _ = self.run_script("print(cronium.__file__.startswith({!r}))".format(SOURCES), folder=folder)
        self.assertEqual(words, ["True"])

    def test_debugging_tells_neither_tokens_nor_values(self):
        self.runtime.orders = [{"status": 503}]
        _, told = self.run_script("cronium.set_variable('key', 'private')", CRONIUM_DEBUG="1")
        self.assertIn("cronium: PUT /executions/{id}/variables/key -> 503", told)
        self.assertIn("-> 200", told)
        self.assertNotIn("private", told)
        self.assertNotIn(TOKEN, told)


class Packaging(unittest.TestCase):
    def backend(self):
        path = os.path.join(ROOT, "build_backend", "wheel_of_sources.py")
        spec = importlib.util.spec_from_file_location("wheel_of_sources", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_the_wheel_holds_the_library_and_works(self):
        with tempfile.TemporaryDirectory() as folder:
            wheel = os.path.join(folder, self.backend().build_wheel(folder))
            with zipfile.ZipFile(wheel) as archive:
                names = set(archive.namelist())
                metadata = archive.read("cronium-{}.dist-info/METADATA".format(cronium.__version__)).decode("utf-8")
            self.assertTrue({"cronium/__init__.py", "cronium/py.typed", "cronium/async_client.py"} <= names)
            self.assertIn("Requires-Python: >=3.7", metadata)
            # A wheel is a zip file that Python can import from.
            done = subprocess.run(
                [sys.executable, "-c", "import cronium; cronium.AsyncCronium; print(cronium.__file__)"],
                env={"PYTHONPATH": wheel, "PATH": os.environ.get("PATH", "")},
                stdout=subprocess.PIPE,
                timeout=300,
            )
            self.assertIn(wheel, done.stdout.decode("utf-8"))

    def test_the_source_archive_can_build_itself(self):
        import tarfile

        with tempfile.TemporaryDirectory() as folder:
            name = self.backend().build_sdist(folder)
            with tarfile.open(os.path.join(folder, name)) as archive:
                names = archive.getnames()
        stem = name[: -len(".tar.gz")]
        for part in ("pyproject.toml", "PKG-INFO", "build_backend/wheel_of_sources.py", "src/cronium/client.py"):
            self.assertIn(stem + "/" + part, names)


if __name__ == "__main__":
    unittest.main()
