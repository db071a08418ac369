import { isTRPCClientError, type TRPCClient } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { feedLength, type ConformanceRouter } from "./conformance-router.ts";

/** A client of a served conformance router, over the pipe to be judged. */
export interface PipeUnderTest {
  readonly client: TRPCClient<ConformanceRouter>;
  /** Breaks the connection without warning; the client opens another by itself. */
  cut(): void;
  close(): Promise<void>;
}

const largeFrameLength = 1024 * 1024;

/** Registers the tests that every pipe passes alike. */
export function describePipe(pipe: { readonly name: string; open(): Promise<PipeUnderTest> }): void {
  describe(`the contract over ${pipe.name}`, () => {
    let opened: PipeUnderTest;
    beforeAll(async () => {
      opened = await pipe.open();
    });
    afterAll(async () => {
      await opened.close();
    });

    it("answers a query and a mutation", async () => {
      expect(await opened.client.add.query({ a: 2, b: 3 })).toBe(5);
      expect(await opened.client.echo.mutate({ text: "ñ 漢 🙂 \u0000 \n" })).toBe("ñ 漢 🙂 \u0000 \n");
    });

    it("answers many calls at once, each with its own answer", async () => {
      const numbers = Array.from({ length: 200 }, (_, index) => index);
      const answers = await Promise.all(numbers.map((number) => opened.client.add.query({ a: number, b: 1 })));
      expect(answers).toEqual(numbers.map((number) => number + 1));
    });

    it("carries an error's code, words, remedy and field", async () => {
      const error: unknown = await opened.client.refuse.mutate({ text: "The name is taken." }).catch((e: unknown) => e);
      if (!isTRPCClientError<ConformanceRouter>(error)) throw error;
      expect(error.data?.details).toEqual({
        code: "conflict",
        message: "The name is taken.",
        remedy: "Choose another name.",
        field: "name",
      });
    });

    it("carries a frame of 1 MB whole, both ways", async () => {
      const text = "0123456789abcdef".repeat(largeFrameLength / 16);
      expect((await opened.client.echo.mutate({ text })) === text).toBe(true);
    });

    it("resumes a tracked feed after each of two cuts: whole, in order, nothing twice", async () => {
      const before = await opened.client.connections.query();
      const lines: string[] = [];
      await new Promise<void>((resolve, reject) => {
        opened.client.follow.subscribe(
          { name: "cut twice" },
          {
            onData: (item) => {
              lines.push(item.data);
              if (lines.length === 20 || lines.length === 35) opened.cut();
            },
            onComplete: resolve,
            onError: reject,
          },
        );
      });
      expect(lines).toEqual(Array.from({ length: feedLength }, (_, index) => `line ${String(index)}`));
      expect((await opened.client.connections.query()) - before).toBe(2);
    });

    it("stops the host's side of a feed when the client unsubscribes", async () => {
      await subscribeIdle(opened.client, (unsubscribe) => {
        unsubscribe();
      });
      await expect.poll(() => opened.client.feeds.query()).toBe(0);
    });

    it("stops the host's side of a feed when the connection is cut", async () => {
      let stop = (): void => undefined;
      await subscribeIdle(opened.client, (unsubscribe) => {
        stop = unsubscribe;
      });
      expect(await opened.client.feeds.query()).toBe(1);
      opened.cut();
      stop();
      await expect.poll(() => opened.client.feeds.query()).toBe(0);
    });

    it("delivers what a feed gave before it failed, then its error", async () => {
      const items: number[] = [];
      const error = await new Promise<unknown>((resolve) => {
        opened.client.breakOff.subscribe(undefined, {
          onData: (item) => {
            items.push(item);
          },
          onError: resolve,
        });
      });
      if (!isTRPCClientError<ConformanceRouter>(error)) throw error;
      expect(items).toEqual([1, 2]);
      expect(error.data?.details).toEqual({ code: "unavailable", message: "The server went away." });
    });

    it("fails a call that a cut leaves without an answer, and answers the next one", async () => {
      await opened.client.add.query({ a: 1, b: 1 });
      const unanswered = expect(opened.client.hang.query()).rejects.toThrow();
      // The call leaves in the client's next batch; an answer to a later one shows that it has left.
      await opened.client.add.query({ a: 1, b: 1 });
      opened.cut();
      await unanswered;
      await expect.poll(() => opened.client.add.query({ a: 20, b: 22 })).toBe(42);
    });
  });
}

/** Resolves once the host's side of an idle feed runs; `started` is handed what ends it. */
function subscribeIdle(
  client: TRPCClient<ConformanceRouter>,
  started: (unsubscribe: () => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscription = client.idle.subscribe(undefined, {
      onData: () => {
        started(() => {
          subscription.unsubscribe();
        });
        resolve();
      },
      onError: reject,
    });
  });
}
