"""Every operation, by the sync and by the async client, against a runtime that keeps what it is told."""

import asyncio
import inspect
import unittest

from support import RuntimeCase, cronium

VALUES = [None, False, True, 0, -1, 1.5, "", "0", "ñandú 🦙 \u2028 \"\\\n\t", [], {}, {"a": [None, False, {"": ""}]}]


class Operations(RuntimeCase):
    def call(self, name, *values, **named):
        return getattr(self.client, name)(*values, **named)

    def test_input_is_given_whatever_it_is(self):
        for value in VALUES:
            self.runtime.given_input = value
            with self.subTest(value=value):
                self.assertEqual((self.call("input"), type(self.call("input"))), (value, type(value)))

    def test_output_is_set_and_the_last_counts(self):
        for value in VALUES:
            with self.subTest(value=value):
                self.assertIsNone(self.call("output", value))
                self.assertEqual(self.runtime.output, {"data": value})

    def test_variables_come_back_as_they_were_set(self):
        for number, value in enumerate(VALUES):
            with self.subTest(value=value):
                self.assertEqual(self.call("set_variable", "key", value), number + 1)
                self.assertEqual(self.call("get_variable", "key", "default"), value)

    def test_a_missing_variable_is_none_or_the_default(self):
        self.assertIsNone(self.call("get_variable", "missing"))
        self.assertEqual(self.call("get_variable", "missing", 0), 0)
        self.assertIsNone(self.call("get_variable_entry", "missing"))
        self.assertIs(self.call("variable_exists", "missing"), False)
        self.assertIs(self.call("delete_variable", "missing"), False)

    def test_variables_exist_and_are_deleted(self):
        self.runtime.variables["there"] = (None, 4)
        self.assertIs(self.call("variable_exists", "there"), True)
        self.assertEqual(self.call("get_variable_entry", "there"), {"key": "there", "value": None, "version": 4})
        self.assertIs(self.call("delete_variable", "there"), True)
        self.assertNotIn("there", self.runtime.variables)

    def test_versions_guard_writing_and_deleting(self):
        self.assertEqual(self.call("set_variable", "v", "a", if_version=0), 1)
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.call("set_variable", "v", "b", if_version=0)
        self.assertEqual((caught.exception.status_code, caught.exception.code), (409, "version_conflict"))
        self.assertEqual(caught.exception.details, {"version": 1})
        with self.assertRaises(cronium.CroniumAPIError):
            self.call("delete_variable", "v", if_version=2)
        self.assertIs(self.call("delete_variable", "v", if_version=1), True)

    def test_keys_are_one_part_of_the_path_whatever_they_are(self):
        for key in ["a.b:c-d_e", "a/b", "a b?c#d", "ñ%20", "..%2f"]:
            with self.subTest(key=key):
                self.call("set_variable", key, key)
                self.assertEqual(self.runtime.variables[key][0], key)
        for key in ["", ".", "..", "  ", None]:
            with self.subTest(key=key), self.assertRaises(cronium.CroniumAPIError) as caught:
                self.call("get_variable", key)
            self.assertEqual((caught.exception.status_code, caught.exception.code), (422, "invalid_key"))

    def test_numbers_are_added_to(self):
        self.assertEqual(self.call("increment_variable", "n"), 1)
        self.assertEqual(self.call("increment_variable", "n", 5), 6)
        self.assertEqual(self.call("increment_variable", "n", -0.5), 5.5)
        self.runtime.variables["text"] = ("5", 1)
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.call("increment_variable", "text")
        self.assertEqual((caught.exception.status_code, caught.exception.code), (422, "not_a_number"))

    def test_texts_are_added_to(self):
        self.assertEqual(self.call("append_variable", "list", "a"), "a")
        self.assertEqual(self.call("append_variable", "list", "b", ", "), "a, b")
        self.assertEqual(self.call("append_variable", "list", "c"), "a, b\nc")
        for present, whole in [("", "-x"), (0, "0-x"), (None, "x"), ([1, "é"], '[1,"é"]-x'), (False, "false-x")]:
            with self.subTest(present=present):
                self.runtime.variables["list"] = (present, 7)
                self.assertEqual(self.call("append_variable", "list", "x", "-"), whole)

    def test_appending_starts_over_when_someone_else_wrote(self):
        self.runtime.variables["list"] = ("a", 2)
        conflict = {"error": "Conflict", "code": "version_conflict", "message": "changed"}
        self.runtime.orders = [{}, {"status": 409, "body": conflict}]
        self.assertEqual(self.call("append_variable", "list", "b", ","), "a,b")
        self.assertEqual([asked["method"] for asked in self.runtime.asked], ["GET", "PUT", "GET", "PUT"])
        self.assertIn('"ifVersion":2', self.runtime.asked[1]["body"])

    def test_the_condition_is_set_and_read(self):
        self.assertIsNone(self.call("get_condition"))
        for given, is_met in [(True, True), (False, False)]:
            self.call("set_condition", given)
            self.assertIs(self.runtime.condition, is_met)
            self.assertIs(self.call("get_condition"), is_met)
        for refused in ("false", None, 1, 0, []):
            with self.assertRaises(cronium.CroniumError) as caught:
                self.call("set_condition", refused)
            self.assertEqual(caught.exception.code, "invalid_value")

    def test_no_message_is_refused(self):
        with self.assertRaises(cronium.CroniumError) as caught:
            self.call("log", None)
        self.assertEqual((caught.exception.code, self.runtime.asked), ("invalid_value", []))

    def test_the_event_tells_of_itself(self):
        event = self.call("event")
        self.assertEqual(event, self.call("context"))
        names = "id name type runLocation successCount failureCount server userId executionId jobId attempt startTime"
        self.assertEqual(list(event), names.split())
        self.assertEqual((event["successCount"], event["server"]["name"], event["attempt"]), (0, "web", 2))

    def test_lines_and_progress_are_told(self):
        self.call("log", "hello")
        self.call("log", 5, "warning", {"disk": 0})
        self.call("progress", 0.25)
        self.call("progress", percent=50, message="half")
        self.assertEqual(
            self.runtime.told,
            [
                ["log", {"level": "info", "message": "hello"}],
                ["log", {"level": "warning", "message": "5", "fields": {"disk": 0}}],
                ["progress", {"fraction": 0.25}],
                ["progress", {"percent": 50, "message": "half"}],
            ],
        )
        for wrong in [(), (0.5, None, 50)]:
            with self.assertRaises(cronium.CroniumError):
                self.call("progress", *wrong)

    def test_tools_and_their_short_forms(self):
        answer = self.call("execute_tool_action", "email", "anything", {"a": 0})
        self.assertEqual(answer, {"success": True, "data": {"sent": {"a": 0}}})
        self.call("send_email", ["a@b.c"], "Subject", "Body", cc="d@e.f", html=None)
        self.call("send_slack_message", "#ops", "Text", blocks=[])
        self.call("send_discord_message", "123", "Content", embeds=[{}])
        self.assertEqual(
            [(told["tool"], told["action"], told["params"]) for _, told in self.runtime.told[1:]],
            [
                ("email", "send_message", {"to": ["a@b.c"], "subject": "Subject", "body": "Body", "cc": "d@e.f"}),
                ("slack", "send_message", {"channel": "#ops", "text": "Text", "blocks": []}),
                ("discord", "send_message", {"channelId": "123", "content": "Content", "embeds": [{}]}),
            ],
        )
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.call("execute_tool_action", "fax", "send")
        self.assertEqual((caught.exception.status_code, caught.exception.code), (404, "tool_not_found"))

    def test_values_of_five_megabytes_come_and_go(self):
        value = "é\n\"x" * 1250000
        self.runtime.given_input = value
        self.assertEqual(self.call("input"), value)
        self.call("output", {"text": value})
        self.assertEqual(self.runtime.output, {"data": {"text": value}})
        self.call("set_variable", "large", value)
        self.assertEqual(self.call("get_variable", "large"), value)

    def test_what_is_known_without_asking(self):
        info = self.call("info")
        self.assertEqual((info["api"], info["hasToken"], info["language"]), (self.runtime.address, True, "python"))
        self.assertNotIn("secret", str(info))
        self.assertEqual(self.runtime.asked, [])


class AsyncOperations(Operations):
    """The same, awaited."""

    def call(self, name, *values, **named):
        async def run():
            async with self.make_client(cronium.AsyncCronium) as client:
                result = getattr(client, name)(*values, **named)
                return await result if inspect.isawaitable(result) else result

        return asyncio.run(run())


class Names(unittest.TestCase):
    def test_every_operation_has_both_names_everywhere(self):
        sync = {name for name in vars(cronium.Cronium) if not name.startswith("_")}
        self.assertEqual(sync, {name for name in vars(cronium.AsyncCronium) if not name.startswith("_")})
        self.assertEqual(set(), {name for name in sync if not hasattr(cronium, name)})
        for name in sync:
            first, *rest = name.split("_")
            camel = first + "".join(word.title() for word in rest)
            self.assertIn(camel, sync)
            self.assertIs(getattr(cronium.Cronium, camel), getattr(cronium.Cronium, name))
            self.assertIs(getattr(cronium.AsyncCronium, camel), getattr(cronium.AsyncCronium, name))
            self.assertEqual(getattr(cronium, camel), getattr(cronium, name))

    def test_both_clients_take_the_same_arguments(self):
        for name, function in vars(cronium.Cronium).items():
            if name.startswith("_") or not callable(function):
                continue
            with self.subTest(name=name):
                other = inspect.signature(getattr(cronium.AsyncCronium, name))
                self.assertEqual(list(inspect.signature(function).parameters), list(other.parameters))


if __name__ == "__main__":
    unittest.main()
