import type { Command } from "commander";
import type { Session } from "./session.ts";

/** What a subcommand does: resolves with its exit status, nothing meaning 0. `words` are its arguments. */
export type Action<Flags> = (
  session: Session,
  flags: Flags,
  words: readonly string[],
) => Promise<number | undefined | void>;

/** Gives a subcommand its action. */
export type Attach = <Flags>(command: Command, action: Action<Flags>) => void;
