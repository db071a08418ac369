import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { logLevels } from "../base/logger.ts";
import { runtimeApiFromEnvironment, runtimeApiSettings } from "../runtime-api/settings.ts";
import { vaultChoices } from "../secrets/open-vault.ts";

const configuration = z.strictObject({
  /** Port of the loopback page; 0 takes any free one. */
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  logLevel: z.enum(logLevels).default("info"),
  vault: z.enum(vaultChoices).default("auto"),
  /** Which Docker engine; absent: as the `docker` command would choose. */
  docker: z
    .strictObject({
      /** A context of the `docker` command. */
      context: z.string().min(1).optional(),
      /** Such as `unix:///run/docker.sock`, `tcp://build.example.com:2376` or `ssh://user@build.example.com`. */
      host: z.string().min(1).optional(),
    })
    .refine(({ context, host }) => context === undefined || host === undefined, "give either a context or a host")
    .optional(),
  /** Default image of each language. */
  images: z
    .strictObject({ BASH: z.string().optional(), PYTHON: z.string().optional(), NODEJS: z.string().optional() })
    .default({}),
  /** How scripts reach the program while they run. */
  runtimeApi: runtimeApiSettings.prefault({}),
});

export interface Configuration extends z.output<typeof configuration> {
  readonly dataDirectory: string;
  readonly vaultPassphrase: string | undefined;
}

export type ConfigurationFlags = Partial<z.input<typeof configuration>> & {
  readonly dataDirectory?: string | undefined;
};

/** The setting each environment variable stands for. */
const environmentNames = { port: "CRONIUM_PORT", logLevel: "CRONIUM_LOG_LEVEL", vault: "CRONIUM_VAULT" } as const;

/**
 * Puts the configuration together: flags win over environment variables, those over `config.yaml` in the data
 * directory, that over defaults.
 * @throws CroniumError `invalid_input` naming the source and the setting at fault
 */
export function readConfiguration(flags: ConfigurationFlags, environment: NodeJS.ProcessEnv): Configuration {
  const { dataDirectory: chosen, ...flagSettings } = flags;
  const dataDirectory = chooseDataDirectory(chosen, environment);
  const path = join(dataDirectory, "config.yaml");
  const fromFile = readFileSettings(path);
  const runtimeApi = runtimeApiFromEnvironment(environment);
  const fromEnvironment = {
    ...Object.fromEntries(
      Object.entries(environmentNames).flatMap(([setting, name]) =>
        environment[name] === undefined ? [] : [[setting, environment[name]]],
      ),
    ),
    ...(Object.keys(runtimeApi).length === 0 ? {} : { runtimeApi }),
  };
  const fromFlags = Object.fromEntries(Object.entries(flagSettings).filter(([, value]) => value !== undefined));
  const sources = [
    [path, fromFile],
    ["the environment", fromEnvironment],
    ["the command line", fromFlags],
  ] as const;
  for (const [source, settings] of sources) {
    const parsed = configuration.safeParse(settings);
    if (parsed.success) continue;
    const [issue] = parsed.error.issues;
    const setting = issue?.path.join(".") ?? "";
    throw new CroniumError(
      "invalid_input",
      `Configuration from ${source}: ${setting === "" ? "" : `${setting}: `}${issue?.message ?? "not valid"}`,
      {
        remedy: "Correct it and start again.",
      },
    );
  }
  const settings = configuration.parse({
    ...fromFile,
    ...fromEnvironment,
    ...fromFlags,
    runtimeApi: { ...fileRuntimeApi(fromFile), ...runtimeApi, ...flagSettings.runtimeApi },
  });
  return { ...settings, dataDirectory, vaultPassphrase: vaultPassphrase(environment) };
}

/** A file is better than a variable, which every child would inherit. @throws CroniumError `invalid_input` */
function vaultPassphrase(environment: NodeJS.ProcessEnv): string | undefined {
  const path = environment["CRONIUM_VAULT_PASSPHRASE_FILE"];
  if (path === undefined) return environment["CRONIUM_VAULT_PASSPHRASE"];
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new CroniumError("invalid_input", "CRONIUM_VAULT_PASSPHRASE_FILE names a file that cannot be read", {
      remedy: "Correct the path, or take the variable out of the environment: the vault then waits for its passphrase.",
      cause: error,
    });
  }
}

/** It has been checked by then. */
function fileRuntimeApi({ runtimeApi }: Record<string, unknown>): object {
  return (runtimeApi as object | undefined) ?? {};
}

function readFileSettings(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    return (parse(readFileSync(path, "utf8")) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new CroniumError(
      "invalid_input",
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        remedy: "Correct the file or move it away.",
        cause: error,
      },
    );
  }
}

/** The absolute path of the data directory: as the flag says, else as the environment says, else the platform's. */
export function chooseDataDirectory(flag: string | undefined, environment: NodeJS.ProcessEnv): string {
  return resolve(flag ?? environment["CRONIUM_DATA"] ?? defaultDataDirectory(environment));
}

/** The platform's folder for application data. */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case "darwin":
      return join(homedir(), "Library", "Application Support", "Cronium");
    case "win32":
      return join(environment["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "Cronium");
    default: {
      // An empty or relative one counts as none (XDG Base Directory Specification).
      const chosen = environment["XDG_DATA_HOME"] ?? "";
      return join(chosen.startsWith("/") ? chosen : join(homedir(), ".local", "share"), "cronium");
    }
  }
}
