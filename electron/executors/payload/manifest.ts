import { stringify } from "yaml";
import type { ScriptType } from "../../../shared/words.ts";

/** The event that a payload was built of, as it was saved. */
export interface PayloadEvent {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  /** When that version was saved, milliseconds since the epoch. */
  readonly savedAt: number;
}

const interpreterWords: Readonly<Record<ScriptType, string>> = { BASH: "bash", PYTHON: "python", NODEJS: "node" };

/**
 * The manifest's first version. Each value stands in one line and those that a shell looks for are plain words: it may
 * read `interpreter` and `entrypoint` line by line, since no value can look like another line.
 */
export function manifestText({
  type,
  entrypoint,
  environment,
  event,
}: {
  readonly type: ScriptType;
  readonly entrypoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: PayloadEvent | undefined;
}): string {
  return stringify(
    {
      version: "v1",
      interpreter: interpreterWords[type],
      entrypoint,
      environment,
      metadata:
        event === undefined
          ? {}
          : {
              eventId: String(event.id),
              eventName: event.name,
              eventVersion: event.version,
              createdAt: new Date(event.savedAt).toISOString(),
            },
    },
    { lineWidth: 0, blockQuote: false },
  );
}
