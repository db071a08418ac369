/** Where and how a client asks. What is not given comes from the environment. */
export interface Options {
  /** Base address; CRONIUM_RUNTIME_API. */
  readonly api?: string;
  /** CRONIUM_EXECUTION_ID */
  readonly executionId?: string;
  /** CRONIUM_EXECUTION_TOKEN */
  readonly token?: string;
  /** How long a try may stand still, ms. Usually 30 000, or CRONIUM_TIMEOUT in seconds. */
  readonly timeoutMs?: number;
  /** Tries after the first. Usually 3 (a minute for a server that is away), or CRONIUM_RETRIES. */
  readonly retries?: number;
  /** The wait before the second try, ms; doubled for each after it. Usually 500. */
  readonly firstRetryMs?: number;
}

export interface VariableEntry {
  readonly key: string;
  readonly value: any;
  readonly version: number;
}

/** What runs. */
export interface EventContext {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly runLocation: string;
  readonly successCount: number;
  readonly failureCount: number;
  readonly server: { readonly name: string; readonly address: string } | null;
  readonly userId: string;
  readonly executionId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly startTime: string;
}

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface EmailOptions {
  to: string | string[];
  subject: string;
  body: string;
  cc?: string | string[];
  bcc?: string | string[];
  html?: boolean;
  attachments?: unknown[];
}

export interface SlackOptions {
  channel: string;
  text: string;
  attachments?: unknown[];
  blocks?: unknown[];
  [more: string]: unknown;
}

export interface DiscordOptions {
  channelId: string;
  content: string;
  embeds?: unknown[];
}

export interface ToolActionResult {
  readonly success: boolean;
  readonly data?: any;
  readonly metadata?: any;
}

export interface Info {
  readonly version: string;
  readonly language: "node";
  readonly executionId: string | null;
  readonly jobId: string | null;
  readonly eventId: string | null;
  readonly jobType: string | null;
  readonly mode: string | null;
  readonly api: string | null;
  readonly hasToken: boolean;
}

/** Write only if the variable has this version now; 0: only if there is none. */
export type VersionCondition = number | { readonly ifVersion?: number };

/** What a script can ask for; each gives its answer at once. */
export interface Operations {
  /** The input of this run, or null. */
  input(): any;
  /** Sets the output of this run: anything JSON can say. The last call counts. */
  output(data: unknown): void;
  /** The value of a variable, or the fallback (null) where there is none of that name. */
  getVariable(key: string, fallback?: unknown): any;
  /** A variable with its version, or null. */
  getVariableEntry(key: string): VariableEntry | null;
  /** Sets a variable and gives its new version; a version that differs is an error with status 409. */
  setVariable(key: string, value: unknown, ifVersion?: VersionCondition): number;
  /** Deletes a variable; false when there was none. */
  deleteVariable(key: string, ifVersion?: VersionCondition): boolean;
  /** Adds to a number in one step and gives the new value. One that does not exist counts as 0. */
  incrementVariable(key: string, by?: number): number;
  /** Whether there is a variable of that name, whatever its value. */
  variableExists(key: string): boolean;
  /** Adds a text to a variable, behind the separator (a line break) where something is there; gives the whole. */
  appendVariable(key: string, text: string, separator?: string): string;
  /** Sets the condition that decides whether follow-ups "on condition" run. */
  setCondition(condition: boolean): void;
  /** The condition this run has set, or null. */
  getCondition(): boolean | null;
  event(): EventContext;
  context(): EventContext;
  /** Writes a line to the log of this run. */
  log(message: string, level?: LogLevel, fields?: object): void;
  log(message: string, options: { readonly level?: LogLevel; readonly fields?: object }): void;
  /** Tells how far this run is, from 0 to 1. */
  progress(fraction: number, message?: string): void;
  progress(options: { readonly fraction?: number; readonly percent?: number; readonly message?: string }): void;
  /** Has a tool do something. */
  executeToolAction(tool: string, action: string, params?: object): ToolActionResult;
  sendEmail(options: EmailOptions): ToolActionResult;
  sendEmail(
    to: string | string[],
    subject: string,
    body: string,
    more?: Omit<EmailOptions, "to" | "subject" | "body">,
  ): ToolActionResult;
  sendSlackMessage(options: SlackOptions): ToolActionResult;
  sendSlackMessage(channel: string, text: string, more?: object): ToolActionResult;
  sendDiscordMessage(options: DiscordOptions): ToolActionResult;
  sendDiscordMessage(channelId: string, content: string, more?: object): ToolActionResult;
  /** What is known without asking. */
  info(): Info;
}

type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : "";

/** The same under both styles of name. */
type BothStyles<Named> = Named & { [Name in keyof Named & string as Snake<Name>]: Named[Name] };

/** The same methods, each with all its forms, giving promises. */
type Promised<Given> = Given extends {
  (...given: infer First): infer FirstResult;
  (...given: infer Second): infer SecondResult;
}
  ? ((...given: First) => Promise<FirstResult>) & ((...given: Second) => Promise<SecondResult>)
  : never;

/** Text, UTF-8 bytes, or something that gives them piece by piece. */
export type Chunks = string | Uint8Array | Iterable<string | Uint8Array>;
export type ChunksInTime = Chunks | AsyncIterable<string | Uint8Array>;

interface Streams {
  /** The input as text, piece by piece and never whole in memory. */
  streamInput(): AsyncIterable<string>;
  /** Sets the output to a text that comes in pieces. */
  streamOutput(chunks: ChunksInTime): Promise<void>;
}

interface SyncStreams {
  streamInput(): Iterable<string> & AsyncIterable<string>;
  streamOutput(chunks: Chunks): void;
  streamOutput(chunks: AsyncIterable<string | Uint8Array>): Promise<void>;
}

/** Whose methods wait for their answers. */
export type SyncClient = BothStyles<Operations & SyncStreams> & {
  readonly sync: SyncClient;
  readonly async: Client;
  readonly promises: Client;
};

/** Whose methods give promises. */
export type Client = BothStyles<{ [Name in keyof Operations]: Promised<Operations[Name]> } & Streams> & {
  readonly sync: SyncClient;
  readonly async: Client;
  readonly promises: Client;
};

/** The base of everything this library throws. */
export declare class CroniumError extends Error {
  constructor(message: string, code?: string);
  /** A short word that a program can compare: `no_runtime_api`, `not_reachable`, `invalid_value`, ... */
  readonly code: string;
}

/** The runtime API refused a call. */
export declare class CroniumAPIError extends CroniumError {
  constructor(statusCode: number, message: string, code?: string, details?: unknown);
  readonly statusCode: number;
  readonly details: any;
}

/** No answer in time, on any of the tries. */
export declare class CroniumTimeoutError extends CroniumError {}

/** A client of the runtime API, or of what stands in for it. */
export declare const Cronium: { new (options?: Options): Client };
export type Cronium = Client;

/** The client of the execution that this process is, and what else the package offers. */
export type Offered = Client & {
  readonly Cronium: typeof Cronium;
  readonly CroniumError: typeof CroniumError;
  readonly CroniumAPIError: typeof CroniumAPIError;
  readonly CroniumTimeoutError: typeof CroniumTimeoutError;
  readonly cronium: Client;
};
