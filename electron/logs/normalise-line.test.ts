import { expect, test } from "vitest";
import { normaliseLine } from "./normalise-line.ts";

test.each([
  ["2026-11-21T19:00:01.123Z start", "2026-11-22T03:10:59.9+02:00 start"],
  ["2026-11-21 19:00:01,123 INFO start", "2026-11-22 03:10:59,001 INFO start"],
  ["Nov 21 19:00:01 host sshd[812]: ok", "Dec  1 03:00:59 host sshd[20141]: ok"],
  ["Sat Nov 21 19:11:20 UTC 2026", "Sun Nov 22 09:11:20 CET 2026"],
  ['127.0.0.1 - - [21/Nov/2026:19:00:01 +0000] "GET /"', '127.0.0.1 - - [22/Nov/2026:20:10:11 +0000] "GET /"'],
  ["[19:00:01] tick", "[20:59:59.250] tick"],
  ["took 12ms", "took 1450 ms"],
  ["done in 1m 32s", "done in 45.3s"],
  ["real 0m1.203s", "real 2m0.113s"],
  ["run 550e8400-e29b-41d4-a716-446655440000", "run 6BA7B810-9DAD-11D1-80B4-00C04FD430C8"],
  ["job_aZ3kd92jAl0q started", "job_bbbbbbbbbbbb started"],
  ["at 0x7fff5fbff8c0", "at 0x10"],
  ["commit 1f3a9c2 checked out", "commit deadbeef01 checked out"],
  ["pid 4711 exited", "pid 12 exited"],
  ["wrote /tmp/tmp.Xa81/out.txt", "wrote /tmp/build-991/out2.txt"],
  ["at epoch 1790000000", "at epoch 1790099999123"],
])("%s says the same as %s", (one, other) => {
  expect(normaliseLine(one)).toBe(normaliseLine(other));
});

test.each([
  ["exit 1", "exit 2"],
  ["copied 12 files", "copied 13 files"],
  ["step [1/5]", "step [2/5]"],
  ["connect to db-1:5432", "connect to db-2:5432"],
  ["error: disk full", "error: no such file"],
  ["version 1.2.3", "version 1.2.4"],
  ["/etc/a.conf", "/etc/b.conf"],
  ["decade", "facade"],
  ["", "x"],
])("%s says something else than %s", (one, other) => {
  expect(normaliseLine(one)).not.toBe(normaliseLine(other));
});

test("no line takes long, whatever stands in it", () => {
  const hostile = ["1".repeat(2_000), "1 m ".repeat(500), "a1".repeat(1_000), "1:1:".repeat(500), "/tmp/".repeat(400)];
  for (const line of hostile) expect(normaliseLine(line).length).toBeLessThan(4_000);
});
