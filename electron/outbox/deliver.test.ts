import { expect, test } from "vitest";
import type { OutboxRow } from "../store/tables.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { deliver, type DeliveryParts } from "./deliver.ts";

test("a call whose secret cannot be read now is tried again; one whose secret is gone is not", async () => {
  const message = {
    id: "msg_1",
    kind: "call_url",
    payload: "{}",
    address: "http://127.0.0.1:9",
    secret_reference: "a",
  };
  const attempt = (state: "open" | "none") => {
    const vault = { state, detail: "no keychain answers", get: () => Promise.resolve(undefined) };
    const parts = { clock: createFakeClock(0), vault, programVersion: "1" } as unknown as DeliveryParts;
    return deliver(parts, message as unknown as OutboxRow, new AbortController().signal);
  };
  expect(await attempt("none")).toMatchObject({
    kind: "failed",
    error: expect.stringContaining("no keychain") as string,
  });
  expect(await attempt("open")).toMatchObject({ kind: "dead" });
});
