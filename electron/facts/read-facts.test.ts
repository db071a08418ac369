import fc from "fast-check";
import { expect, it } from "vitest";
import { readFacts } from "./read-facts.ts";
import { warningsOf } from "./server-warnings.ts";

const at = { askedAt: 1_700_000_000_000, answeredAt: 1_700_000_000_200 };
const linux = `clock=1700000000.150000000
disk=1000 40
writable=yes
load=0.50 0.25 0.10
memory.MemTotal:2000
memory.MemFree:100
memory.MemAvailable:1500
uptime=12.5
boot=b7f
system=Linux 6.1.0 x86_64
hostname=web-1
release=PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
cores=2
shell=/bin/bash
sh=/usr/bin/dash
interpreter.python3=Python 3.11.2
interpreter.node=v20.1.0
sha256=yes
exec=7
end=yes
`;

it("reads what a Linux system tells", () => {
  expect(readFacts(linux, at)).toEqual({
    facts: {
      system: "Linux 6.1.0 x86_64",
      distribution: "Debian GNU/Linux 12 (bookworm)",
      hostname: "web-1",
      cores: 2,
      memoryTotal: 2_000 * 1_024,
      memoryUsed: 500 * 1_024,
      diskTotal: 1_000 * 1_024,
      diskUsed: 960 * 1_024,
      load: [0.5, 0.25, 0.1],
      shell: "/bin/bash",
      posixShell: "dash",
      interpreters: { python3: "3.11.2", node: "20.1.0" },
      clockOffsetMs: 50,
      uptimeMs: 12_500,
      bootId: "b7f",
    },
    writable: true,
    executable: true,
    hasSha256: true,
  });
});

it("reads what macOS tells in its own way, and a clock without fractions", () => {
  const output = `clock=1700000000.N
disk=1000 900
load={ 1.50 1.25 1.00 }
memory.bytes:8589934592
booted={ sec = 1699999000, usec = 5 } Tue Nov 14
system=Darwin 23.0 arm64
release=macOS 14.1
`;
  expect(readFacts(output, at).facts).toEqual({
    system: "Darwin 23.0 arm64",
    distribution: "macOS 14.1",
    memoryTotal: 8_589_934_592,
    diskTotal: 1_000 * 1_024,
    diskUsed: 100 * 1_024,
    load: [1.5, 1.25, 1],
    clockOffsetMs: 400,
    uptimeMs: 1_000_200,
  });
});

it("believes nothing else: whatever a server prints is read without an error and without control characters", () => {
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .tuple(fc.constantFrom("clock", "load", "disk", "system", "cores", "uptime", "payloads"), fc.string())
      .map((pair) => pair.join("=")),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { facts } = readFacts(lines.join("\n"), at);
      expect(JSON.stringify(facts)).not.toMatch(/\\u00[01]/);
      expect(facts.system?.length ?? 0).toBeLessThanOrEqual(200);
    }),
  );
});

it("warns of a clock that is off, of a disk that is nearly full, and of what keeps runs from working", () => {
  const findings = { writable: false, executable: false, hasSha256: false };
  const facts = { clockOffsetMs: 3 * 3_600_000, diskTotal: 1_000, diskUsed: 960 };
  const warnings = warningsOf({ facts, ...findings }, ".cronium", false);
  expect(warnings.map(({ kind }) => kind)).toEqual([
    "clock_off",
    "disk_nearly_full",
    "home_read_only",
    "home_no_exec",
    "no_sha256",
    "no_forwarding",
  ]);
  expect(warnings[0]?.message).toBe("Its clock is 3 hours ahead of this computer's.");
  const fine = { writable: true, executable: undefined, hasSha256: true };
  expect(
    warningsOf({ facts: { clockOffsetMs: -60_000, diskTotal: 10, diskUsed: 9 }, ...fine }, "x", undefined),
  ).toEqual([]);
});
