"""Connections: kept, replaced, shared among threads, left alone after a fork, and never through a proxy."""

import os
import threading
import unittest
from unittest import mock

from support import RuntimeCase, cronium


class Connections(RuntimeCase):
    def test_calls_one_after_another_share_a_connection(self):
        for number in range(10):
            self.client.set_variable("key", number)
        self.assertEqual(self.runtime.connections, 1)

    def test_refusals_keep_the_connection(self):
        for _ in range(3):
            self.client.get_variable("missing")
        self.assertEqual(self.runtime.connections, 1)

    def test_a_connection_closed_meanwhile_is_replaced_without_a_retry(self):
        for how in ("reset", "reset"):
            self.runtime.orders = [{"do": how}]
            self.client.output(1)
            self.client.output(2)
        self.assertEqual(self.runtime.output, {"data": 2})
        self.assertEqual(self.waits, [])

    def test_a_kept_connection_that_fails_is_replaced_without_a_retry(self):
        self.runtime.orders = [{}, {"do": "lose"}]
        self.client.increment_variable("n")
        self.assertEqual(self.client.increment_variable("n"), 2)
        self.assertEqual((self.waits, len(set(self.keys())), len(self.runtime.asked)), ([], 2, 3))

    def test_closing_ends_what_is_kept_and_calls_go_on(self):
        with self.client as client:
            client.input()
        self.client.input()
        self.assertEqual(self.runtime.connections, 2)

    def test_threads_share_a_client(self):
        failures = []

        def count():
            try:
                for _ in range(25):
                    self.client.increment_variable("own-" + threading.current_thread().name)
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=count, name=str(number)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual([entry[0] for entry in self.runtime.variables.values()], [25] * 8)
        self.assertLessEqual(self.runtime.connections, 8)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_forked_child_has_connections_of_its_own(self):
        self.client.set_variable("key", "parent")
        child = os.fork()
        if child == 0:
            try:
                mixed = [self.client.get_variable("key") for _ in range(50)]
                self.client.set_variable("child", mixed.count("parent"))
                os._exit(0)
            except BaseException:
                os._exit(1)
        for _ in range(50):
            self.assertEqual(self.client.get_variable("key"), "parent")
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual((self.client.get_variable("child"), self.runtime.connections), (50, 2))

    def test_no_proxy_is_asked(self):
        nowhere = "http://127.0.0.1:1"
        proxies = {name: nowhere for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy")}
        with mock.patch.dict(os.environ, proxies):
            self.assertIsNone(self.make_client().input())

    def test_an_address_may_have_a_path(self):
        client = self.make_client(address=self.runtime.address + "/base/")
        with self.assertRaises(cronium.CroniumAPIError):
            client.input()
        self.assertEqual(self.runtime.asked[0]["path"], "/base/executions/execution-1/input")

    def test_a_refused_large_body_is_told_by_its_refusal(self):
        self.runtime.orders = [{"do": "refuse"}]
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.client.output("x" * 17_000_000)
        self.assertEqual((caught.exception.status_code, caught.exception.code), (413, "body_too_large"))


if __name__ == "__main__":
    unittest.main()
