import type {
  ContainerNetwork,
  JobPriority,
  MissedPolicy,
  OverlapPolicy,
  UnknownPolicy,
} from "../../../shared/words.ts";

/** A choice in words: what it is called and, in one line, what it does. */
export interface PolicyWords {
  readonly title: string;
  readonly detail: string;
}

export const missedWords: Readonly<Record<MissedPolicy, PolicyWords>> = {
  none: { title: "Leave them", detail: "What was missed stays missed; the ledger says so." },
  latest: { title: "Run the latest once", detail: "However many were missed, one run makes up for them." },
  all: { title: "Run all of them", detail: "One after the other, up to a cap, before new ones." },
};

export const overlapWords: Readonly<Record<OverlapPolicy, PolicyWords>> = {
  skip: { title: "Skip this one", detail: "The ledger notes that the one before was still going." },
  queue: { title: "Wait for its turn", detail: "One waits until the one before has ended; more than one is skipped." },
  replace: { title: "Stop the one before", detail: "The unfinished run is cancelled and the new one takes its place." },
  allow: { title: "Run beside it", detail: "Both go on at the same time." },
};

export const unknownWords: Readonly<Record<UnknownPolicy, PolicyWords>> = {
  needs_attention: { title: "Ask me", detail: "It waits, marked, until somebody has looked." },
  retry: { title: "Try again", detail: "Only for scripts that may safely run twice." },
};

export const priorityWords: Readonly<Record<JobPriority, string>> = {
  LOW: "Low",
  NORMAL: "Normal",
  HIGH: "High",
  CRITICAL: "Critical",
};

export const networkWords: Readonly<Record<ContainerNetwork, PolicyWords>> = {
  none: { title: "None", detail: "The script reaches the program's runtime API and nothing else." },
  outside: {
    title: "Outside",
    detail:
      "The script reaches the network as this computer does: the internet, your own network, and what listens there.",
  },
};
