import { expect, test } from "vitest";
import type { LogWriter } from "../logs/log-writer.ts";
import { createLogGuard } from "./log-guard.ts";

const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });

function writerThatFills(after: number): { readonly writer: LogWriter; readonly written: string[] } {
  const written: string[] = [];
  const writer: LogWriter = {
    write(_stream, bytes) {
      if (written.length >= after) return Promise.reject(full);
      written.push(Buffer.from(bytes).toString());
      return Promise.resolve();
    },
    hide: () => undefined,
    mask: (text) => text,
    position: () => ({ stdout: written.join("").length, stderr: 0 }),
    close: () => Promise.resolve({ bytes: written.join("").length, sha256: "kept", droppedBytes: 0 }),
  };
  return { writer, written };
}

test("a disk that fills up stops the run once, with the reason, and keeps what was written", async () => {
  const { writer, written } = writerThatFills(1);
  const guard = await createLogGuard(Promise.resolve(writer));
  let stops = 0;
  guard.onFailure(() => (stops += 1));
  await guard.log.write("stdout", Buffer.from("kept"));
  expect(guard.failure).toBeUndefined();
  await guard.log.write("stdout", Buffer.from("lost"));
  await guard.log.write("stdout", Buffer.from("lost too"));
  expect(guard.failure?.reason).toBe("disk_full");
  expect(stops).toBe(1);
  expect(written).toEqual(["kept"]);
  // Whoever reads the output goes on from here: at the same place it would read the same bytes for ever.
  expect(guard.log.position()).toEqual({ stdout: "keptlostlost too".length, stderr: 0 });
  expect(await guard.close(true)).toEqual({ bytes: 4, sha256: "kept", droppedBytes: 0 });
});

test("a log that cannot even be opened counts as one that cannot be written", async () => {
  const guard = await createLogGuard(Promise.reject(full));
  expect(guard.failure?.reason).toBe("disk_full");
  expect(await guard.close(true)).toEqual({ bytes: 0, sha256: "", droppedBytes: 0 });
});

test("a log that cannot be written for another reason says so, with what the system said", async () => {
  const guard = await createLogGuard(Promise.reject(Object.assign(new Error("EIO: i/o error"), { code: "EIO" })));
  expect(guard.failure).toMatchObject({ reason: "log_failed", message: expect.stringContaining("EIO") as string });
});
