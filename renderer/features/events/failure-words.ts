import { failureKinds, retryChoices, type FailureKind } from "../../../shared/failure.ts";

export type RetryChoice = (typeof retryChoices)[number];

/** Whose problem a failure is, as the heading of those that are. */
const concernWords: Readonly<Record<FailureKind["concern"], string>> = {
  script: "The script",
  server: "The server",
  "this-computer": "This computer",
  event: "The event",
  program: "The program",
};

/** The failures one may choose from, by whose problem they are. */
export const failureGroups = Object.entries(concernWords).map(([concern, group]) => ({
  group,
  items: retryChoices
    .filter((reason) => failureKinds[reason].concern === concern)
    .map((value) => ({ value, label: failureKinds[value].title })),
}));

/** Those that are tried again unless an event chooses otherwise. */
export const usualChoices = retryChoices.filter((reason) => failureKinds[reason].retryable);
