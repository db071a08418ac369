import { expect, it } from "vitest";
import { createTypist } from "./typist.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function openLine(longest = 100) {
  const sent: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const typist = createTypist(
    (bytes) => {
      sent.push(new TextDecoder().decode(bytes));
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    },
    (error) => failures.push(error),
    longest,
    8,
    () => failures.push("too much"),
  );
  return { sent, answers, failures, typist };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("sends at once, and what is typed meanwhile together, in order", async () => {
  const { sent, answers, typist } = openLine();
  for (const key of "abcd") typist.type(bytesOf(key));
  expect(sent).toEqual(["a"]);
  answers[0]?.resolve();
  await turn();
  expect(sent).toEqual(["a", "bcd"]);
});

it("sends a long paste in pieces, and keys after it", async () => {
  const { sent, answers, typist } = openLine(4);
  typist.type(bytesOf("0123456789"));
  typist.type(bytesOf("x"));
  for (let piece = 0; piece < 3; piece++) {
    answers[piece]?.resolve();
    await turn();
  }
  expect(sent).toEqual(["0123", "4567", "89x"]);
});

it("gives up what waits when a call fails, and goes on with what is typed later", async () => {
  const { sent, answers, failures, typist } = openLine();
  typist.type(bytesOf("a"));
  typist.type(bytesOf("b"));
  answers[0]?.reject(new Error("gone"));
  await turn();
  expect(failures).toHaveLength(1);
  typist.type(bytesOf("c"));
  expect(sent).toEqual(["a", "c"]);
});

it("keeps what is typed before there is anybody to take it, up to a limit, and sends it in order", async () => {
  const { sent, answers, failures, typist } = openLine();
  typist.hold();
  for (const text of ["ls", "\r", "a long paste", "pwd\r"]) typist.type(bytesOf(text));
  expect([sent, failures]).toEqual([[], ["too much"]]);
  typist.release();
  typist.type(bytesOf("x"));
  answers[0]?.resolve();
  await turn();
  expect(sent).toEqual(["ls\rpwd\r", "x"]);
  typist.hold();
  typist.type(bytesOf("lost"));
  expect(typist.drop()).toBe(4);
  typist.release();
  expect(sent).toHaveLength(2);
});
