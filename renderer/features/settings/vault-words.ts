import type { VaultStatus } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";
import type { Tone } from "../../ui/status-looks.ts";

export interface VaultAnswer {
  readonly tone: Tone;
  readonly words: string;
  readonly detail: string;
}

/** Where secrets are, in one sentence, and whether that is in order. */
export function vaultAnswer({
  state,
  backend,
  detail,
  hasPassphrase,
  problems,
  damaged,
  secrets,
}: VaultStatus): VaultAnswer {
  const held = counted(secrets, "secret");
  if (state === "none") {
    return { tone: "partial", words: "No secret can be stored yet.", detail: "No keychain answers on this computer." };
  }
  if (state === "locked") {
    return { tone: "partial", words: "Locked.", detail: "Jobs that need a secret wait until you unlock it." };
  }
  if (state === "damaged") return { tone: "failed", words: "The secrets file is damaged.", detail: problems.join(" ") };
  if (problems.length + damaged.length > 0) {
    return {
      tone: "failed",
      words: "The secrets file was tampered with.",
      detail: [...problems, ...tampered(damaged)].join(". "),
    };
  }
  if (backend === "keychain")
    return { tone: "completed", words: held, detail: `in this computer’s keychain: ${detail}.` };
  const risk = hasPassphrase ? "" : " Whoever can read this account’s files can open it: give it a passphrase.";
  return { tone: hasPassphrase ? "completed" : "partial", words: held, detail: `in an ${detail}.${risk}` };
}

function tampered(damaged: readonly string[]): readonly string[] {
  return damaged.length === 0 ? [] : [`Enter again: ${damaged.join(", ")}`];
}

/** Said of the number of secrets that nothing refers to; undefined: there are none. */
export function unusedWords({ unused }: VaultStatus): string | undefined {
  if (unused === 0) return undefined;
  return `${counted(unused, "secret")} that nothing refers to; each goes by itself after a day.`;
}
