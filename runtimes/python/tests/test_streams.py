"""Large input and output, piece by piece."""

import asyncio
import unittest

from support import RuntimeCase, cronium


class Streams(RuntimeCase):
    def read(self, size=65536):
        return list(self.client.stream_input(size))

    def write(self, chunks, is_asynchronous=False):
        self.client.stream_output(chunks)

    def test_text_comes_as_its_characters_in_pieces(self):
        text = "aé🦙\n" * 100000
        self.runtime.given_input = text
        pieces = self.read(10000)
        self.assertEqual("".join(pieces), text)
        self.assertGreaterEqual(len(pieces), 80)
        self.assertEqual(self.runtime.asked[0]["path"], "/executions/execution-1/input?raw=1")

    def test_other_input_comes_as_json_and_none_as_nothing(self):
        for value, text in [({"é": [0]}, '{"é": [0]}'), (0, "0"), (False, "false"), ("", ""), (None, "")]:
            with self.subTest(value=value):
                self.runtime.given_input = value
                self.assertEqual("".join(self.read()), text)

    def test_the_head_is_tried_again_and_a_broken_body_told(self):
        self.runtime.given_input = "x" * 300000
        self.runtime.orders = [{"do": "close"}, {"status": 503}]
        self.assertEqual(len("".join(self.read())), 300000)
        self.assertEqual(self.waits, [0.5, 1.0])
        self.runtime.orders = [{"do": "cut"}]
        with self.assertRaises(cronium.CroniumError) as caught:
            self.read()
        self.assertEqual(caught.exception.code, "not_reachable")

    def test_output_goes_in_pieces_of_any_kind(self):
        for chunks, text in [
            (["a", "é".encode("utf-8"), "", bytearray(b"z")], "aéz"),
            (iter(["one", "two"]), "onetwo"),
            ("whole", "whole"),
            ([], ""),
        ]:
            with self.subTest(text=text):
                self.write(chunks)
                self.assertEqual(self.runtime.output, {"data": text})
                self.assertEqual(self.runtime.asked[-1]["headers"]["content-type"], "text/plain; charset=utf-8")
                self.assertEqual(self.runtime.asked[-1]["headers"]["transfer-encoding"], "chunked")

    def test_five_megabytes_of_small_pieces(self):
        self.write("line {}\n".format(number) for number in range(400000))
        self.assertEqual(len(self.runtime.output["data"]), sum(len(str(number)) + 6 for number in range(400000)))

    def test_a_list_and_a_short_generator_are_sent_again(self):
        for chunks in (["ab", "cd"], iter(["ab", "cd"])):
            self.runtime.orders = [{"status": 503}, {"do": "close"}]
            self.write(chunks)
            self.assertEqual(self.runtime.output, {"data": "abcd"})
        self.assertEqual(len(set(self.keys())), 2)

    def test_a_long_generator_is_not_sent_again(self):
        self.runtime.orders = [{"status": 503}]
        with self.assertRaises(cronium.CroniumAPIError) as caught:
            self.write("x" * 100000 for _ in range(20))
        self.assertEqual((caught.exception.status_code, self.waits), (503, []))

    def test_what_is_no_text_is_refused(self):
        for wrong in (5, None, "\ud800"):
            with self.subTest(wrong=wrong), self.assertRaises(cronium.CroniumError) as caught:
                self.write([wrong])
            self.assertEqual(caught.exception.code, "invalid_value")

    def test_an_error_of_the_generator_comes_through(self):
        def failing():
            yield "a"
            raise KeyError("mine")

        with self.assertRaises(KeyError):
            self.write(failing())


class AsyncStreams(Streams):
    """The same, awaited."""

    def read(self, size=65536):
        async def run():
            async with self.make_client(cronium.AsyncCronium) as client:
                return [piece async for piece in client.stream_input(size)]

        return asyncio.run(run())

    def write(self, chunks, is_asynchronous=False):
        async def run():
            async with self.make_client(cronium.AsyncCronium) as client:
                await client.stream_output(chunks)

        asyncio.run(run())

    def test_output_goes_from_an_asynchronous_generator(self):
        async def counting():
            for number in range(5):
                await asyncio.sleep(0)
                yield str(number)

        self.write(counting())
        self.assertEqual(self.runtime.output, {"data": "01234"})

    def test_a_cancelled_call_ends_its_connection_and_is_not_tried_again(self):
        self.runtime.orders = [{"do": "hang"}]

        async def run():
            async with self.make_client(cronium.AsyncCronium, timeout=600) as client:
                call = asyncio.ensure_future(client.input())
                while not self.runtime.asked:
                    await asyncio.sleep(0.001)
                call.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await call
            return len(self.runtime.asked)

        self.assertEqual((asyncio.run(run()), self.waits), (1, []))

    def test_many_calls_are_under_way_at_once(self):
        async def run():
            async with self.make_client(cronium.AsyncCronium) as client:
                return await asyncio.gather(*(client.increment_variable("n" + str(number)) for number in range(40)))

        self.assertEqual(asyncio.run(run()), [1] * 40)
        self.assertLessEqual(self.runtime.connections, 16)

    def test_a_stream_left_early_leaves_the_client_usable(self):
        self.runtime.given_input = "x" * 1000000

        async def run():
            async with self.make_client(cronium.AsyncCronium) as client:
                async for _ in client.stream_input(1000):
                    break
                return await client.get_condition()

        self.assertIsNone(asyncio.run(run()))


if __name__ == "__main__":
    unittest.main()
