"use strict";
const http = require("http");

/**
 * A server that plays the runtime API as far as a test scripts it.
 * @param {(request: { method: string, path: string, headers: object, body: string }, count: number) =>
 *   { status?: number, headers?: object, data?: unknown, body?: string, cut?: boolean, silent?: boolean }} answer
 * @param {string} [socketPath] where it listens in the file system instead of at a port
 */
async function openApi(answer, socketPath) {
  const seen = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const { status = 200, headers: more = {}, data, body, cut, silent } = answer(seen[seen.length - 1], seen.length);
      if (cut) return void request.socket.destroy();
      if (silent) return undefined;
      response.writeHead(status, { "content-type": "application/json", ...more });
      const text = status < 300 ? { success: true, data: data === undefined ? null : data } : data;
      return void response.end(body === undefined ? JSON.stringify(text) : body);
    });
  });
  await new Promise((resolve) =>
    socketPath ? server.listen(socketPath, resolve) : server.listen(0, "127.0.0.1", resolve),
  );
  const api = socketPath ? undefined : `http://127.0.0.1:${server.address().port}`;
  return {
    api,
    seen,
    server,
    options: { api, executionId: "exec_1", token: "token", firstRetryMs: 2 },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

module.exports = { openApi };
