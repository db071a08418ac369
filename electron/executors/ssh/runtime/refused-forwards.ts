import type { Clock } from "../../../base/clock.ts";
import type { ServerConnection } from "../../executor.ts";

/** A server that has refused is asked again after this, milliseconds. */
const rememberedMs = 10 * 60_000;

/** Which servers let no connection through, so that not every run asks in vain. */
export interface RefusedForwards {
  has(server: ServerConnection): boolean;
  note(server: ServerConnection): void;
}

export function createRefusedForwards(clock: Clock): RefusedForwards {
  const refusedAt = new Map<number, number>();
  return {
    has({ id }) {
      const at = refusedAt.get(id);
      if (at !== undefined && clock.elapsed() - at < rememberedMs) return true;
      refusedAt.delete(id);
      return false;
    },
    note({ id }) {
      refusedAt.set(id, clock.elapsed());
    },
  };
}
