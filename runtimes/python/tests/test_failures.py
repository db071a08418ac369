"""What is tried again, how often, after how long, under which key; and what is raised in the end."""

import pickle
import socket
import unittest

from support import RuntimeCase, TOKEN, cronium

REFUSALS = [
    (400, "invalid_json"), (401, "missing_token"), (401, "invalid_token"), (401, "expired_token"),
    (401, "revoked_token"), (403, "execution_mismatch"), (403, "foreign_origin"), (404, "not_found"),
    (409, "version_conflict"), (409, "idempotency_mismatch"), (413, "body_too_large"), (415, "unsupported_media_type"),
    (422, "invalid_value"),
]  # fmt: skip


def order(status, code="", **headers):
    body = {"error": "Name", "code": code, "message": "Because of " + (code or "nothing")}
    return {"status": status, "body": body, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}


class Refusals(RuntimeCase):
    def test_a_refusal_is_raised_at_once_with_all_it_says(self):
        for status, code in REFUSALS:
            with self.subTest(code=code):
                self.runtime.asked.clear()
                self.runtime.orders = [order(status, code)]
                with self.assertRaises(cronium.CroniumAPIError) as caught:
                    self.client.get_variable("key")
                error = caught.exception
                self.assertEqual((error.status_code, error.code, error.message), (status, code, "Because of " + code))
                self.assertEqual(str(error), "API Error ({}): Because of {}".format(status, code))
                self.assertEqual((len(self.runtime.asked), self.waits), (1, []))

    def test_a_wrong_token_and_another_execution_are_refused(self):
        for client, status in [(self.make_client(token="wrong"), 401), (self.make_client(execution="other"), 403)]:
            with self.assertRaises(cronium.CroniumAPIError) as caught:
                client.output(1)
            self.assertEqual(caught.exception.status_code, status)

    def test_a_refusal_without_json_is_told_by_its_status(self):
        self.runtime.orders = [{"status": 404, "body": [1]}, {"status": 418}]
        for status in (404, 418):
            with self.assertRaises(cronium.CroniumAPIError) as caught:
                self.client.input()
            self.assertEqual(caught.exception.status_code, status)

    def test_errors_survive_pickling_and_form_a_family(self):
        error = pickle.loads(pickle.dumps(cronium.CroniumAPIError(409, "No", "version_conflict", {"version": 3})))
        self.assertEqual((error.status_code, error.code, error.details), (409, "version_conflict", {"version": 3}))
        late = pickle.loads(pickle.dumps(cronium.CroniumTimeoutError("late")))
        self.assertEqual((str(late), late.code), ("late", "timeout"))
        self.assertTrue(issubclass(cronium.CroniumTimeoutError, cronium.CroniumError))
        self.assertTrue(issubclass(cronium.CroniumAPIError, cronium.CroniumError))


class Retries(RuntimeCase):
    def test_passing_failures_are_tried_again_under_one_key(self):
        self.runtime.orders = [order(500), order(503, "shutting_down"), order(429, "rate_limited", Retry_After="7")]
        self.client.set_variable("key", 0)
        self.assertEqual(self.runtime.variables["key"], (0, 1))
        self.assertEqual(self.waits, [0.5, 1.0, 7.0])
        self.assertEqual((len(self.keys()), len(set(self.keys()))), (4, 1))
        self.assertRegex(self.keys()[0], "^[A-Za-z0-9_-]{16,100}$")

    def test_each_call_has_a_key_of_its_own_and_reading_none(self):
        self.client.output(1)
        self.client.output(1)
        self.client.input()
        first, second, reading = self.keys()
        self.assertNotEqual(first, second)
        self.assertIsNone(reading)

    def test_after_four_tries_the_last_failure_is_raised(self):
        self.runtime.orders = [order(500), order(500), order(500), order(502, "last"), order(500)]
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.client.input()
        self.assertEqual((caught.exception.status_code, caught.exception.code), (502, "last"))
        self.assertEqual((len(self.runtime.asked), self.waits), (4, [0.5, 1.0, 2.0]))

    def test_a_lost_answer_is_asked_for_again_and_the_work_done_once(self):
        self.runtime.orders = [{"do": "lose"}]
        self.assertEqual(self.client.increment_variable("n"), 1)
        self.assertEqual((self.runtime.variables["n"], len(self.runtime.asked)), ((1, 1), 2))

    def test_closed_and_cut_connections_are_tried_again(self):
        self.runtime.orders = [{"do": "close"}, {"do": "cut"}]
        self.runtime.given_input = {"a": 1}
        self.assertEqual(self.client.input(), {"a": 1})
        self.assertEqual((len(self.runtime.asked), self.waits), (3, [0.5, 1.0]))

    def test_silence_becomes_a_timeout(self):
        client = self.make_client(timeout=0.1, retries=1)
        self.runtime.orders = [{"do": "hang"}, {"do": "hang"}]
        with self.assertRaises(cronium.CroniumTimeoutError) as caught:
            client.input()
        self.assertEqual((caught.exception.code, self.waits), ("timeout", [0.5]))

    def test_a_server_that_is_gone_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = "http://127.0.0.1:{}".format(taken.getsockname()[1])
            with self.assertRaises(cronium.CroniumError) as caught:
                self.make_client(address=address).input()
        self.assertEqual(caught.exception.code, "not_reachable")
        self.assertEqual(self.waits, [0.5, 1, 2, 4, 8, 10, 10, 10, 10, 10])
        self.assertIn(address, str(caught.exception))

    def test_a_server_that_starts_anew_is_waited_for(self):
        self.runtime.orders = [order(503, "shutting_down")] * 8
        self.client.set_variable("key", 0)
        self.assertEqual((self.waits, len(set(self.keys()))), ([0.5, 1, 2, 4, 8, 10, 10, 10], 1))

    def test_a_number_of_retries_that_is_given_holds_for_a_server_that_is_away(self):
        self.runtime.orders = [order(503)] * 3
        with self.assertRaises(cronium.CroniumAPIError):
            self.make_client(retries=2).input()
        self.assertEqual(self.waits, [0.5, 1])

    def test_an_address_that_is_none_is_refused_at_once(self):
        for address in ("nowhere", "ftp://x", "http://", "http://x:port"):
            with self.subTest(address=address), self.assertRaises(cronium.CroniumError) as caught:
                self.make_client(address=address).input()
            self.assertEqual((caught.exception.code, self.waits), ("no_runtime_api", []))

    def test_an_answer_that_is_no_json_is_told(self):
        self.runtime.orders = [{"status": 200, "body": [1, 2]}]
        with self.assertRaises(cronium.CroniumError) as caught:
            self.client.input()
        self.assertEqual(caught.exception.code, "invalid_answer")

    def test_the_number_of_retries_can_be_set(self):
        self.runtime.orders = [order(500)]
        with self.assertRaises(cronium.CroniumAPIError):
            self.make_client(retries=0).input()
        self.assertEqual((len(self.runtime.asked), self.waits), (1, []))

    def test_no_token_is_in_any_error(self):
        for orders in ([order(401, "invalid_token")], [{"do": "close"}] * 5):
            self.runtime.orders = list(orders)
            with self.assertRaises(cronium.CroniumError) as caught:
                self.client.input()
            self.assertNotIn(TOKEN, repr(caught.exception) + str(caught.exception))


class Waits(unittest.TestCase):
    def waits(self, random, *given):
        return cronium.Retry(retries=9, random=lambda: random).wait_before_next(*given)

    def test_waits_double_up_to_the_longest_and_vary_by_half(self):
        self.assertEqual([self.waits(1.0, tries) for tries in range(1, 8)], [0.5, 1, 2, 4, 8, 10, 10])
        self.assertEqual([self.waits(0.0, tries) for tries in range(1, 8)], [0.25, 0.5, 1, 2, 4, 5, 5])
        self.assertIsNone(self.waits(1.0, 10))

    def test_retry_after_is_kept_to_unless_it_is_too_long_or_no_number(self):
        self.assertEqual(self.waits(0.0, 1, "3"), 3)
        self.assertEqual(self.waits(1.0, 1, "0"), 0.5)
        self.assertEqual(self.waits(0.0, 1, "120"), 120)
        self.assertIsNone(self.waits(0.0, 1, "121"))
        for odd in ("", "soon", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"):
            self.assertEqual(self.waits(1.0, 1, odd), 0.5)


if __name__ == "__main__":
    unittest.main()
