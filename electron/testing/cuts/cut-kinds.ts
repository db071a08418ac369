import { sleep, systemClock } from "../../base/clock.ts";
import type { Life } from "../crash/life.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { CutWire } from "./cut-wire.ts";
import type { OwnSshd } from "./own-sshd.ts";

/** The ways in which a daemon and a server lose each other. */
export const cutKinds = ["reset", "silence", "half-way", "severed", "sshd restart", "sleep"] as const;
export type CutKind = (typeof cutKinds)[number];

export interface CutParts {
  readonly wire: CutWire;
  readonly sshd: OwnSshd;
  readonly life: () => Life;
  readonly random: SeededRandom;
}

/** Up to this many bytes pass before a connection that is cut half-way ends. */
const mostLastBytes = 200_000;

/** Cuts once; resolves when the way is free again. */
export async function cut(kind: CutKind, { wire, sshd, life, random }: CutParts): Promise<void> {
  switch (kind) {
    case "reset":
      wire.reset();
      return;
    case "silence":
      wire.silence();
      return;
    case "half-way":
      wire.cutAfter(random.integer(1, mostLastBytes));
      return;
    case "severed":
      await wire.sever();
      await sleep(systemClock, random.integer(50, 1_500));
      await wire.mend();
      return;
    case "sshd restart":
      await sshd.restart(random.integer(0, 800));
      return;
    case "sleep": {
      const asleep = life();
      asleep.signal("SIGSTOP");
      await sleep(systemClock, random.integer(300, 2_500));
      // Routers forget a connection that has been silent for long.
      if (random.chance(0.5)) wire.reset();
      asleep.signal("SIGCONT");
    }
  }
}
