"""
A runtime API for the tests of the helper libraries: it keeps variables in memory and speaks the wire's words, unless
it has been told how to answer the next calls. Run as a program it prints its port, answers at the socket whose path it
is given as well, and takes its orders over HTTP at /_orders; what it was asked is read at /_asked.
"""

import json
import os
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "secret-token-of-the-run"
EXECUTION = "execution-1"
CONTEXT = {
    "executionId": EXECUTION,
    "jobId": "job-1",
    "attempt": 2,
    "eventId": "event-1",
    "eventName": "Nightly",
    "userId": "local",
    "startTime": "2026-01-02T03:04:05.000Z",
    "metadata": {},
    "event": {
        "id": "event-1",
        "name": "Nightly",
        "type": "PYTHON",
        "runLocation": "REMOTE",
        "successCount": 0,
        "failureCount": 3,
        "server": {"name": "web", "address": "10.0.0.1"},
    },
}


class Refusal(Exception):
    def __init__(self, status, code, message, details=None):
        super().__init__(message)
        self.status, self.code, self.details = status, code, details


class ScriptedRuntime(ThreadingMixIn, HTTPServer):
    """
    `orders` are taken one per call, before anything else: {"status", "body", "headers"} is answered as it says;
    {"do": "close"} ends the connection without an answer, "hang" never answers, "cut" breaks off within the answer,
    "reset" answers and ends the connection behind the client's back, "lose" does what is asked and ends the connection
    without an answer, "refuse" answers 413 and ends the connection without reading the body.
    """

    daemon_threads = True
    # Many at once is what one of the tests is about.
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.orders, self.asked, self.variables, self.keyed = [], [], {}, {}
        self.given_input, self.output, self.condition, self.told = None, None, None, []
        self.connections = 0
        self.lock = threading.Lock()
        self.address = "http://127.0.0.1:{}".format(self.server_address[1])

    def start(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def listen_at(self, path):
        """Answers at a socket in the file system, too, until that is closed."""
        door = socket.socket(socket.AF_UNIX)
        door.bind(path)
        door.listen(self.request_queue_size)

        def serve():
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                self.process_request(caller, ("", 0))

        threading.Thread(target=serve, daemon=True).start()
        return door

    def handle_error(self, request, client_address):
        pass  # A client that has gone away is what some of the tests are about.

    def answer(self, method, path, query, body, content_type):
        """The data of a good answer. Raises Refusal."""
        parts = path.strip("/").split("/")
        if path == "/tool-actions/execute":
            return self.run_tool(json.loads(body.decode("utf-8")))
        if len(parts) < 3 or parts[0] != "executions":
            raise Refusal(404, "not_found", "No such path")
        if parts[1] != EXECUTION:
            raise Refusal(403, "execution_mismatch", "Another execution's")
        what = parts[2]
        if what == "variables":
            return self.variable(method, parts[3:], query, body)
        if what == "output" and content_type.startswith("text/plain"):
            self.output = {"data": body.decode("utf-8")}
            return {"success": True}
        given = json.loads(body.decode("utf-8")) if body else None
        if (method, what) == ("GET", "input"):
            return self.given_input
        if (method, what) == ("GET", "context"):
            return CONTEXT
        if (method, what) == ("GET", "condition"):
            return {"condition": self.condition}
        if what == "condition":
            self.condition = given["condition"]
        elif what == "output":
            self.output = given
        else:
            self.told.append([what, given])
        return {"success": True}

    def variable(self, method, parts, query, body):
        key = unquote(parts[0])
        present = self.variables.get(key)
        given = json.loads(body.decode("utf-8")) if body else {}
        if method == "GET":
            if present is None:
                raise Refusal(404, "variable_not_found", "There is no variable {}".format(key))
            return {"key": key, "value": present[0], "version": present[1]}
        version = present[1] if present else 0
        expected = given.get("ifVersion", query.get("ifVersion"))
        if expected is not None and int(expected) != version:
            raise Refusal(409, "version_conflict", "It has version {}".format(version), {"version": version})
        if method == "DELETE":
            return {"key": key, "deleted": self.variables.pop(key, None) is not None}
        value = given.get("value")
        if parts[1:] == ["increment"]:
            value = present[0] if present else 0
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise Refusal(422, "not_a_number", "{} holds no number".format(key))
            value += given["by"]
        self.variables[key] = (value, version + 1)
        return {"key": key, "value": value, "version": version + 1}

    def run_tool(self, given):
        if given["tool"] not in ("email", "slack", "discord"):
            raise Refusal(404, "tool_not_found", "There is no tool {}".format(given["tool"]))
        self.told.append(["tool", given])
        return {"success": True, "data": {"sent": given["params"]}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        self.disable_nagle_algorithm = self.request.family != socket.AF_UNIX
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def handle_any(self):
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        if split.path.startswith("/_"):
            return self.control(split.path, self.read_body())
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = {"method": self.command, "path": self.path, "headers": headers, "body": ""}
        asked["by"] = "socket" if self.request.family == socket.AF_UNIX else "port"
        with self.server.lock:
            self.server.asked.append(asked)
            order = self.server.orders.pop(0) if self.server.orders else {}
        if order.get("do") == "refuse":
            self.close_connection = True
            return self.send(413, {"code": "body_too_large", "message": "16 MB at most"}, {})
        body = self.read_body()
        asked["body"] = body[:500].decode("utf-8", "replace")
        return self.obey(order, split.path, query, body, headers)

    do_GET = do_PUT = do_POST = do_DELETE = handle_any

    def obey(self, order, path, query, body, headers):
        if order.get("do") == "hang":
            self.rfile.read(1)
            self.close_connection = True
        elif order.get("do") == "close":
            self.close_connection = True
        elif "status" in order:
            self.send(order["status"], order.get("body", {"error": "Told so"}), order.get("headers", {}))
        else:
            status, answer = self.served(path, query, body, headers)
            self.deliver(order.get("do"), status, answer)

    def served(self, path, query, body, headers):
        if headers.get("authorization") != "Bearer " + TOKEN:
            return 401, {"error": "Unauthorized", "code": "invalid_token", "message": "The token is not known"}
        known = (self.command, self.path, headers.get("idempotency-key"))
        with self.server.lock:
            if known[2] and known in self.server.keyed:
                return self.server.keyed[known]
            try:
                data = self.server.answer(self.command, path, query, body, headers.get("content-type", ""))
                result = 200, {"success": True, "data": data}
            except Refusal as refusal:
                result = (
                    refusal.status,
                    {"error": "Refused", "code": refusal.code, "message": str(refusal), "details": refusal.details},
                )
            if query.get("raw") and result[0] == 200:
                value = self.server.given_input
                result = (204, b"") if value is None else (200, _raw(value))
            self.server.keyed[known] = result
        return result

    def deliver(self, how, status, answer):
        if how == "lose":
            self.close_connection = True
            return
        if how == "cut":
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode("utf-8")
            self.send_head(status, {"Content-Length": str(len(content))})
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return
        self.send(status, answer, {})
        if how == "reset":
            # Ends with a reset, without announcing it in the answer.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

    def control(self, path, body):
        server = self.server
        if path == "/_orders":
            given = json.loads(body.decode("utf-8"))
            server.orders[:] = given.get("orders", [])
            del server.asked[:], server.told[:]
            server.given_input = given.get("input")
            server.variables = {key: (value, 1) for key, value in given.get("variables", {}).items()}
            server.output, server.condition = None, None
        state = {"asked": server.asked, "variables": server.variables, "output": server.output}
        state.update(told=server.told, condition=server.condition, connections=server.connections)
        self.send(200, state, {})

    def read_body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = bytearray()
        while True:
            size = int(self.rfile.readline().strip() or b"0", 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return bytes(body)

    def send(self, status, answer, headers):
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode("utf-8")
        if status != 204:
            headers = dict(headers, **{"Content-Length": str(len(content))})
        self.send_head(status, headers)
        self.wfile.write(content)

    def send_head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


def _raw(value):
    return value.encode("utf-8") if isinstance(value, str) else json.dumps(value, ensure_ascii=False).encode("utf-8")


class _Orphanable(ScriptedRuntime):
    """Ends with the process that started it, however that ended."""

    parent = os.getppid()

    def service_actions(self):
        if os.getppid() != self.parent:
            os._exit(0)


if __name__ == "__main__":
    runtime = _Orphanable()
    if len(sys.argv) > 1:
        runtime.listen_at(sys.argv[1])
    print(runtime.server_address[1], flush=True)
    runtime.serve_forever()
