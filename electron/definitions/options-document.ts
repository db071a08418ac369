import type { DocumentPart } from "../../shared/definition.ts";
import { formatDuration } from "../../shared/duration.ts";
import type { ServerOptions } from "../../shared/server-options.ts";

/** The options of a server or group as the definition file writes them; nothing at all where there are none. */
export function optionsPart(options: ServerOptions): DocumentPart {
  const document = optionsDocument(options);
  return Object.keys(document).length === 0 ? {} : { options: document };
}

/** @returns each option that is chosen, by its name in a definition file */
export function optionsDocument(options: ServerOptions): DocumentPart {
  const duration = (milliseconds: number | undefined): string | undefined =>
    milliseconds === undefined ? undefined : formatDuration(milliseconds);
  const written = {
    jump: options.jump,
    agent: options.agent,
    connectTimeout: duration(options.connectTimeoutMs),
    keepalive: duration(options.keepaliveMs),
    idle: duration(options.idleMs),
    channels: options.channels,
    directory: options.directory,
    runtimeApi: options.runtimeApi,
    healthCheck: duration(options.healthCheckMs),
    terminalIdle: duration(options.terminalIdleMs),
    waitWhileDown: duration(options.waitWhileDownMs),
  };
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}
