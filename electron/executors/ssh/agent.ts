import { homedir } from "node:os";
import ssh2, { type BaseAgent, type ParsedKey } from "ssh2";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerConnection } from "../executor.ts";
import { shownKey, type LoginTrace } from "./login-trace.ts";

// Node finds these exports of the CommonJS package only on the package itself.
const { BaseAgent: Agent, createAgent, utils } = ssh2;

/**
 * Where the agent of a server listens: a path, `~/…`, or what a variable of the environment says at this moment.
 * @returns undefined where the variable is not set; the words of the option as `written` in any case
 */
export function agentPlace({ options = usualOptions }: ServerConnection): {
  readonly written: string;
  readonly path: string | undefined;
} {
  const written = options.agent;
  if (!written.startsWith("$")) return { written, path: written.replace(/^~(?=\/)/, homedir()) };
  const path = process.env[written.slice(1)];
  if (path !== undefined && path !== "") return { written, path };
  const isUsual = written === usualOptions.agent && process.platform === "win32";
  return { written, path: isUsual ? "pageant" : undefined };
}

/** An agent, noting which keys it holds and which of them the server knows. */
export function tracedAgent(trace: LoginTrace, path: string): BaseAgent {
  const agent = createAgent(path);
  class TracedAgent extends Agent<ParsedKey> {
    override getIdentities(answer: Parameters<BaseAgent<ParsedKey>["getIdentities"]>[0]): void {
      agent.getIdentities((error, keys) => {
        // What is no key that the library can use, such as one of a security token, is skipped by it, too.
        const usable = (keys ?? []).flatMap((key) => {
          const read = utils.parseKey(key as Buffer);
          return read instanceof Error ? [] : read;
        });
        if (!error) trace.keys = usable.map(shownKey);
        answer(error, usable);
      });
    }

    override sign(...words: readonly unknown[]): void {
      const [key] = words as readonly [ParsedKey];
      trace.known.add(shownKey(key).fingerprint);
      (agent.sign as (...all: readonly unknown[]) => void).call(agent, ...words);
    }
  }
  return new TracedAgent();
}
