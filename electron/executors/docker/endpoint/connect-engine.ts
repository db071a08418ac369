import type Docker from "dockerode";
import { existsSync, readFileSync } from "node:fs";
import type { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import { homedir } from "node:os";
import { sshAgent } from "./dial-ssh.ts";
import type { EngineEndpoint, EnginePlace } from "./endpoint.ts";
import { findEndpoint, type EngineChoice, type Surroundings } from "./find-endpoint.ts";

/** Which engine is meant: one socket, or what the configuration and the computer say. */
export type EngineMeant = EngineChoice & { readonly socketPath?: string | undefined };

/** @throws EndpointError */
export function endpointOf({ socketPath, ...choice }: EngineMeant): EngineEndpoint {
  if (socketPath === undefined) return findEndpoint(choice, thisComputer());
  return { place: { kind: "socket", path: socketPath }, address: socketPath, foundBy: "" };
}

/** The endpoint in words: where it is, what is open about the way there, and what named it. */
export function describeEndpoint({ address, place, foundBy }: EngineEndpoint): string {
  const isOpen = place.kind === "tcp" && place.tls === undefined;
  const isUnverified = place.kind === "tcp" && place.tls?.isVerified === false;
  const caution = isOpen ? ", not encrypted" : isUnverified ? ", its certificate is not checked" : "";
  return foundBy === "" ? address : `${address}${caution} (by ${foundBy})`;
}

/** Loading the client takes 200 ms and 30 MB: a program that runs no container does without. Nothing is asked yet. */
export async function connectEngine({ place }: EngineEndpoint): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client(optionsFor(place));
}

/** The client takes an agent, which its types do not know. */
type ClientOptions = NonNullable<ConstructorParameters<typeof Docker>[0]> & { readonly agent?: HttpAgent };

function optionsFor(place: EnginePlace): ClientOptions {
  switch (place.kind) {
    case "socket":
      return { socketPath: place.path };
    case "ssh":
      // The host's name goes into a header only.
      return { protocol: "http", host: "docker", port: 80, agent: sshAgent(place, process.env) };
    case "tcp": {
      const { host, port, tls } = place;
      if (tls === undefined) return { protocol: "http", host, port };
      const { ca, cert, key, isVerified } = tls;
      const agent = new Agent({ ca, cert, key, rejectUnauthorized: isVerified, minVersion: "TLSv1.2" });
      return { protocol: "https", host, port, agent };
    }
  }
}

function thisComputer(): Surroundings {
  return {
    environment: process.env,
    home: homedir(),
    platform: process.platform,
    exists: existsSync,
    read: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
  };
}
