"use strict";
const assert = require("node:assert/strict");
const { describe, it } = require("node:test");
const { Cronium, CroniumAPIError, CroniumError, CroniumTimeoutError } = require("cronium");
const { readLimits, waitBeforeNext } = require("../lib/retry.cjs");
const { openApi } = require("./stand-in-api.cjs");
const { withApi } = require("./with-api.cjs");

describe("values", () => {
  for (const value of [null, false, 0, "", "ünï 日本 🚀", [], {}, { a: [1, { b: null }] }, 1.5, 2 ** 53]) {
    it(`survive both ways: ${JSON.stringify(value)}`, async () => {
      await withApi(
        ({ body }) => ({ data: body === "" ? value : { version: 1 } }),
        async (client, { seen }) => {
          assert.deepEqual(await client.input(), value);
          await client.output(value);
          assert.deepEqual(JSON.parse(seen[1].body), { data: JSON.parse(JSON.stringify(value)) });
          await client.setVariable("key", value);
          assert.deepEqual(JSON.parse(seen[2].body), { value: JSON.parse(JSON.stringify(value)) });
        },
      );
    });
  }

  it("that JSON cannot say are refused, and what is undefined inside is left out", async () => {
    await withApi(
      () => ({ data: { success: true } }),
      async (client, { seen }) => {
        await client.output({ none: undefined, list: [undefined] });
        assert.equal(seen[0].body, '{"data":{"list":[null]}}');
        for (const value of [undefined, NaN, -Infinity, { a: [NaN] }, 1n, { a: 1n }, () => 1, Symbol("x")]) {
          const isRefused = (error) => error instanceof CroniumError && error.code === "invalid_value";
          await assert.rejects(client.output(value), isRefused);
          await assert.rejects(client.setVariable("key", value), isRefused);
        }
        await assert.rejects(client.output({ rate: NaN }), /"rate" is NaN/);
        await assert.rejects(client.incrementVariable("n", Infinity), /Infinity/);
        const circle = {};
        circle.circle = circle;
        await assert.rejects(client.output(circle), CroniumError);
        assert.equal(seen.length, 1);
      },
    );
  });
});

describe("a variable", () => {
  const missing = { status: 404, data: { error: "Not Found", code: "variable_not_found", message: "none" } };

  it("that is missing is null, or the fallback", async () => {
    await withApi(
      () => missing,
      async (client) => {
        assert.equal(await client.getVariable("key"), null);
        assert.equal(await client.get_variable("key", 7), 7);
        assert.equal(await client.variableExists("key"), false);
      },
    );
  });

  it("with a falsy value is that value", async () => {
    for (const value of [null, false, 0, ""]) {
      await withApi(
        () => ({ data: { key: "key", value, version: 3 } }),
        async (client) => {
          assert.equal(await client.getVariable("key", "fallback"), value);
          assert.equal(await client.variable_exists("key"), true);
        },
      );
    }
  });

  it("is appended to again when someone else writes meanwhile", async () => {
    const conflict = { status: 409, data: { code: "version_conflict", message: "changed", details: { version: 2 } } };
    const answers = [
      { data: { key: "k", value: "a", version: 1 } },
      conflict,
      { data: { key: "k", value: "ab", version: 2 } },
      { data: { key: "k", version: 3 } },
    ];
    await withApi(
      (_request, count) => answers[count - 1],
      async (client, { seen }) => {
        assert.equal(await client.appendVariable("k", "c", ","), "ab,c");
        assert.deepEqual(JSON.parse(seen[3].body), { value: "ab,c", ifVersion: 2 });
      },
    );
  });

  it("has a key that cannot leave its place in the path", async () => {
    await withApi(
      () => missing,
      async (client, { seen }) => {
        await client.getVariable("../input?raw=1");
        assert.equal(seen[0].path, "/executions/exec_1/variables/..%2Finput%3Fraw%3D1");
        for (const key of ["", ".", "..", undefined]) {
          await assert.rejects(client.getVariable(key), (error) => error.statusCode === 422);
        }
      },
    );
  });
});

describe("a call", () => {
  it("names itself, and keeps one key over its tries", async () => {
    await withApi(
      (_request, count) => (count < 3 ? { status: 503, data: { message: "busy" } } : { data: { version: 1 } }),
      async (client, { seen }) => {
        await client.setVariable("key", 1, { ifVersion: 0 });
        assert.equal(seen.length, 3);
        assert.equal(seen[0].headers.authorization, "Bearer token");
        assert.match(seen[0].headers["idempotency-key"], /^[0-9a-f]{32}$/);
        assert.equal(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size, 1);
        await client.setVariable("key", 1);
        assert.notEqual(seen[3].headers["idempotency-key"], seen[0].headers["idempotency-key"]);
      },
    );
  });

  it("waits as long as a 429 asks", async () => {
    await withApi(
      (_request, count) => (count === 1 ? { status: 429, headers: { "retry-after": "1" } } : { data: 5 }),
      async (client) => {
        const startedAt = process.hrtime.bigint();
        assert.equal(await client.input(), 5);
        assert.ok(process.hrtime.bigint() - startedAt >= 990_000_000n);
      },
    );
  });

  it("is tried again when the connection breaks or the answer stays away", async () => {
    for (const first of [{ cut: true }, { silent: true }]) {
      await withApi(
        (_request, count) => (count === 1 ? first : { data: "there" }),
        async (client) => assert.equal(await client.input(), "there"),
        { timeoutMs: 100 },
      );
    }
  });

  it("is not tried again after other refusals", async () => {
    for (const status of [400, 401, 403, 409, 413, 422]) {
      await withApi(
        () => ({ status, data: { error: "No", code: "some_code", message: "because", details: { a: 1 } } }),
        async (client, { seen }) => {
          await assert.rejects(client.input(), (error) => {
            assert.ok(error instanceof CroniumAPIError && error instanceof CroniumError && error instanceof Error);
            assert.deepEqual(
              [error.statusCode, error.code, error.details, error.message],
              [status, "some_code", { a: 1 }, `API Error (${status}): because`],
            );
            return true;
          });
          assert.equal(seen.length, 1);
        },
      );
    }
  });

  it("fails by its kind when all tries have failed", async () => {
    await withApi(
      () => ({ silent: true }),
      (client, { seen }) =>
        assert.rejects(client.input(), CroniumTimeoutError).then(() => assert.equal(seen.length, 2)),
      { timeoutMs: 50, retries: 1 },
    );
    await withApi(
      () => ({ status: 500, body: "<html>" }),
      (client) => assert.rejects(client.input(), (error) => error.statusCode === 500),
      { retries: 1 },
    );
    const gone = await openApi(() => ({}));
    await gone.close();
    await assert.rejects(
      new Cronium({ ...gone.options, retries: 1 }).input(),
      (error) => error.code === "not_reachable",
    );
  });

  it("waits for a server that starts anew, unless a number of tries was asked for", async () => {
    const busy = (_request, count) => (count < 8 ? { status: 503, data: { message: "busy" } } : { data: 1 });
    await withApi(busy, async (client) => assert.equal(await client.input(), 1));
    await withApi(busy, (client) => assert.rejects(client.input(), (error) => error.statusCode === 503), {
      retries: 3,
    });
    const waits = (limits, isAway) => {
      const found = [];
      let whole = 0;
      for (;;) {
        const wait = waitBeforeNext(readLimits(limits), found.length + 1, undefined, isAway, whole, () => 1);
        if (wait === undefined) return found;
        found.push(wait);
        whole += wait;
      }
    };
    assert.deepEqual(waits({}, true), [500, 1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000, 10000]);
    assert.deepEqual(waits({}, false), [500, 1000, 2000]);
    assert.deepEqual(waits({ retries: 2 }, true), [500, 1000]);
  });

  it("says what is missing when nothing is set", async () => {
    await assert.rejects(new Cronium().input(), (error) => {
      assert.equal(error.code, "no_runtime_api");
      assert.match(error.message, /CRONIUM_RUNTIME_API, CRONIUM_EXECUTION_ID, CRONIUM_EXECUTION_TOKEN are not set/);
      return true;
    });
  });

  it("goes through no proxy", async () => {
    process.env.http_proxy = process.env.HTTP_PROXY = "http://127.0.0.1:1";
    try {
      await withApi(
        () => ({ data: 1 }),
        async (client) => assert.equal(await client.input(), 1),
      );
    } finally {
      delete process.env.http_proxy;
      delete process.env.HTTP_PROXY;
    }
  });
});

describe("messages", () => {
  it("take an object, or values in order", async () => {
    await withApi(
      () => ({ data: { success: true } }),
      async (client, { seen }) => {
        await client.sendEmail({ to: "a@b", subject: "s", body: "b", cc: "c" });
        await client.send_email("a@b", "s", "b", { cc: "c" });
        await client.sendSlackMessage("#c", "t", { blocks: [] });
        await client.sendDiscordMessage({ channel_id: "1", content: "t" });
        await client.send_discord_message("1", "t");
        const sent = seen.map(({ body }) => JSON.parse(body));
        assert.deepEqual(sent[0], {
          tool: "email",
          action: "send_message",
          params: { to: "a@b", subject: "s", body: "b", cc: "c" },
        });
        assert.deepEqual(sent[1], sent[0]);
        assert.deepEqual(sent[2].params, { channel: "#c", text: "t", blocks: [] });
        assert.deepEqual(sent[3].params, { channelId: "1", content: "t" });
        assert.deepEqual(sent[4], sent[3]);
      },
    );
  });
});

describe("what else it takes", () => {
  it("in any of its forms", async () => {
    await withApi(
      ({ path }) => ({ data: path.endsWith("condition") ? { condition: false } : {} }),
      async (client, { seen }) => {
        await client.log("a", "warning", { n: 1 });
        await client.log("a", { level: "warning", fields: { n: 1 } });
        await client.progress(0.5, "half");
        await client.progress({ percent: 50 });
        await client.setCondition(false);
        assert.equal(await client.getCondition(), false);
        const sent = seen.slice(0, 5).map(({ body }) => JSON.parse(body));
        assert.deepEqual(sent[0], { level: "warning", message: "a", fields: { n: 1 } });
        assert.deepEqual(sent[1], sent[0]);
        assert.deepEqual(sent.slice(2), [{ fraction: 0.5, message: "half" }, { percent: 50 }, { condition: false }]);
        for (const condition of ["no", 0, null, undefined]) {
          await assert.rejects(client.setCondition(condition), (error) => error.code === "invalid_value");
        }
        for (const message of [null, undefined]) {
          await assert.rejects(client.log(message), (error) => error.code === "invalid_value");
        }
        await assert.rejects(client.progress(), (error) => error.code === "invalid_value");
      },
    );
  });
});
