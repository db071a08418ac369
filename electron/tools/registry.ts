import type { Logger } from "../base/logger.ts";

/** Who asks a tool to act. */
export interface ToolContext {
  readonly executionId: string;
  readonly jobId: string;
  readonly eventId: number;
  readonly logger: Logger;
  /** Aborts when the time given is over or the execution has ended: the action stops and cleans up. */
  readonly signal: AbortSignal;
}

export interface ToolResult {
  /** What came of it; must survive JSON. */
  readonly data: unknown;
  /** What else there is to say, such as an id given by the other side. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface ToolAction {
  readonly name: string;
  readonly description: string;
  /**
   * Acts once.
   * @param params as the script gave them, unchecked
   * @throws CroniumError `invalid_input` for parameters it cannot use; any other when it did not succeed
   */
  run(params: unknown, context: ToolContext): Promise<ToolResult>;
}

/** Something outside that scripts may have act for them, such as a chat or a mail server. */
export interface Tool {
  readonly name: string;
  readonly actions: readonly ToolAction[];
}

export interface ToolRegistry {
  /** The names of all tools, sorted. */
  readonly names: readonly string[];
  find(name: string): Tool | undefined;
}

export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return { names: [...byName.keys()].sort(), find: (name) => byName.get(name) };
}
