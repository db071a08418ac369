import { expect, it } from "vitest";
import { outboxAnswer } from "./outbox-answer.ts";

const none = { pending: 0, delivered: 0, dead: 0, dismissed: 0, waitForDecision: 0 };

it("tells what waits for somebody from the program's own notices, so that the numbers add up", () => {
  expect(outboxAnswer(none)).toBe("Everything has been delivered.");
  expect(outboxAnswer({ ...none, pending: 1 })).toBe("1 message on the way.");
  expect(outboxAnswer({ ...none, dead: 2, waitForDecision: 2 })).toBe(
    "2 messages could not be delivered: redeliver or dismiss.",
  );
  expect(outboxAnswer({ ...none, dead: 5, waitForDecision: 2 })).toBe(
    "2 messages could not be delivered: redeliver or dismiss. Besides, 3 notices of the program itself could not be shown on the desktop.",
  );
  expect(outboxAnswer({ ...none, dead: 1 })).toBe("1 notice of the program itself could not be shown on the desktop.");
});
