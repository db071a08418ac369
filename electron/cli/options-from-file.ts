import type { ServerOptions } from "../../shared/server-options.ts";
import type { FileOptions } from "./file-schema.ts";

/** Options of a server or group as the core has them. Numbers are checked there. */
export function toOptions(file: FileOptions): ServerOptions {
  const options: ServerOptions = {
    jump: file.jump,
    agent: file.agent,
    connectTimeoutMs: file.connectTimeout,
    keepaliveMs: file.keepalive,
    idleMs: file.idle,
    channels: file.channels,
    directory: file.directory,
    runtimeApi: file.runtimeApi,
    healthCheckMs: file.healthCheck,
    terminalIdleMs: file.terminalIdle,
    waitWhileDownMs: file.waitWhileDown,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
