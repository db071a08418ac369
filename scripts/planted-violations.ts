/** One forbidden import: the rule it must trip, the file that trips it, and what else the tree needs for that. */
export interface PlantedViolation {
  readonly rule: string;
  /** Path of the offending file, or for circles a part of what is reported as `from`. */
  readonly from: string;
  /** Path of each file to plant and its content. */
  readonly files: Readonly<Record<string, string>>;
}

const planted = (
  rule: string,
  from: string,
  content: string,
  others: Record<string, string> = {},
): PlantedViolation => ({
  rule,
  from,
  files: { [from]: content, ...others },
});

/** At least one violation of every rule, each in files of its own so that none hides behind another. */
export const plantedViolations: readonly PlantedViolation[] = [
  planted("shared-imports-only-zod", "shared/reads.ts", `import { readFile } from "node:fs"; export { readFile };`),
  planted("shared-imports-only-zod", "shared/draws.ts", `import "react"; export const drawn = 1;`),
  planted(
    "core-imports-no-interface",
    "electron/api/draws.ts",
    `import { theme } from "../../renderer/ui/theme.ts"; export { theme };`,
  ),
  planted(
    "renderer-imports-only-the-router",
    "renderer/ui/queries.ts",
    `import type { Job } from "../../electron/store/rows.ts"; export type Row = Job;`,
    { "electron/store/rows.ts": `import { z } from "zod"; export type Job = z.Job;` },
  ),
  planted(
    "renderer-imports-the-router-as-type",
    "renderer/bridge/calls.ts",
    `import { router } from "../../electron/api/router.ts"; export { router };`,
  ),
  planted("renderer-imports-no-node", "renderer/ui/path.ts", `import { join } from "node:path"; export { join };`),
  planted(
    "feature-imports-no-feature",
    "renderer/features/jobs/list.ts",
    `import { row } from "../events/row.ts"; export { row };`,
    {
      "renderer/features/events/row.ts": `import { theme } from "../../ui/theme.ts"; export const row = theme;`,
    },
  ),
  planted("electron-only-in-shell", "electron/daemon/tray.ts", `import { Tray } from "electron"; export { Tray };`),
  planted("electron-only-in-shell", "electron/daemon/tray.test.ts", `import { Tray } from "electron"; new Tray();`),
  planted(
    "sqlite-only-in-store",
    "electron/queue/raw.ts",
    `import Database from "better-sqlite3"; export { Database };`,
  ),
  planted(
    "dockerode-only-in-docker-executor",
    "electron/executors/ssh/box.ts",
    `import Docker from "dockerode"; export { Docker };`,
  ),
  planted("ssh2-only-in-ssh-executor", "electron/host/dial.ts", `import { Client } from "ssh2"; export { Client };`),
  planted("keychain-only-in-secrets", "electron/host/key.ts", `import keytar from "keytar"; export { keytar };`),
  planted(
    "websocket-only-at-the-doors",
    "electron/logs/feed.ts",
    `import { WebSocket } from "ws"; export { WebSocket };`,
  ),
  planted(
    "fastify-only-in-runtime-api",
    "electron/daemon/http.ts",
    `import fastify from "fastify"; export { fastify };`,
  ),
  planted(
    "undici-only-in-http-executor",
    "electron/outbox/ask.ts",
    `import { Client } from "undici"; export { Client };`,
  ),
  planted(
    "handlebars-only-in-templates",
    "electron/executors/http/words.ts",
    `import Handlebars from "handlebars"; export { Handlebars };`,
  ),
  planted(
    "commander-only-in-cli",
    "electron/host/flags.ts",
    `import { Command } from "commander"; export { Command };`,
  ),
  planted("pino-only-in-base", "electron/queue/log.ts", `import pino from "pino"; export { pino };`),
  planted("icalendar-only-in-its-folder", "electron/api/read.ts", `import ICAL from "ical.js"; export { ICAL };`),
  planted(
    "executors-and-tools-hold-no-state",
    "electron/executors/local/save.ts",
    `import type { Kept } from "../../store/kept.ts"; export type Saved = Kept;`,
    {
      "electron/store/kept.ts": `import { z } from "zod"; export type Kept = z.Kept;`,
    },
  ),
  planted(
    "executors-and-tools-hold-no-state",
    "electron/tools/call.ts",
    `import { router } from "../api/router.ts"; export { router };`,
  ),
  planted(
    "queue-imports-no-workflow",
    "electron/queue/advance.ts",
    `import { next } from "../workflow/next.ts"; export { next };`,
    {
      "electron/workflow/next.ts": `import { z } from "zod"; export const next = z;`,
    },
  ),
  planted(
    "schedule-core-is-pure",
    "electron/schedule/due.ts",
    `import { lines } from "../logs/lines.ts"; export { lines };`,
    {
      "electron/logs/lines.ts": `import { z } from "zod"; export const lines = z;`,
    },
  ),
  planted(
    "store-imports-no-layer-above",
    "electron/store/mask.ts",
    `import { lines } from "../logs/masked.ts"; export { lines };`,
    {
      "electron/logs/masked.ts": `import { z } from "zod"; export const lines = z;`,
    },
  ),
  planted(
    "host-only-from-its-homes",
    "electron/api/system.ts",
    `import { openHost } from "../host/open-host.ts"; export { openHost };`,
  ),
  planted(
    "testing-only-in-tests",
    "electron/daemon/fake.ts",
    `import { fakeClock } from "../testing/fake-clock.ts"; export { fakeClock };`,
  ),
  planted(
    "testing-only-in-tests",
    "electron/executors/local/suite.ts",
    `import { suite } from "../conformance.ts"; export { suite };`,
    {
      "electron/executors/conformance.ts": `import { it } from "vitest"; export const suite = it;`,
    },
  ),
  planted("nothing-imports-a-test", "electron/cli/borrows.test.ts", `import "../daemon/lends.test.ts";`, {
    "electron/daemon/lends.test.ts": `import "zod";`,
  }),
  planted(
    "product-imports-no-tooling",
    "electron/daemon/build.ts",
    `import { build } from "../../scripts/build.mjs"; export { build };`,
    {
      "scripts/build.mjs": `export const build = 1;`,
    },
  ),
  planted("no-barrels", "electron/cli/all.ts", `import { every } from "./commands/index.ts"; export { every };`, {
    "electron/cli/commands/index.ts": `export { every } from "./every.ts";`,
    "electron/cli/commands/every.ts": `import { z } from "zod"; export const every = z;`,
  }),
  planted("no-cycles", "electron/cli/chicken.ts", `import { egg } from "./egg.ts"; export const chicken = () => egg;`, {
    "electron/cli/egg.ts": `import { chicken } from "./chicken.ts"; export const egg = () => chicken;`,
  }),
  planted("no-cycles", "shared/head.ts", `import type { Tail } from "./tail.ts"; export type Head = Tail;`, {
    "shared/tail.ts": `import type { Head } from "./head.ts"; export type Tail = Head;`,
  }),
  planted("no-orphans", "electron/daemon/forgotten.ts", `export const forgotten = 1;`),
  planted("no-unresolvable", "electron/daemon/lost.ts", `import { nowhere } from "./nowhere.ts"; export { nowhere };`),
  planted("no-undeclared-packages", "electron/daemon/stray.ts", `import stray from "stray"; export { stray };`),
  planted(
    "product-needs-no-dev-dependency",
    "electron/schedule/tick-oracle.ts",
    `import { Cron } from "croner"; export { Cron };`,
  ),
  {
    rule: "no-folder-cycles",
    from: "electron/daemon <-> electron/secrets",
    files: {
      "electron/daemon/left.ts": `import { right } from "../secrets/right.ts"; export { right };`,
      "electron/secrets/right.ts": `import { z } from "zod"; export const right = z;`,
      "electron/secrets/back.ts": `import { forth } from "../daemon/forth.ts"; export { forth };`,
      "electron/daemon/forth.ts": `import { z } from "zod"; export const forth = z;`,
    },
  },
];

/** Files that keep every rule, some of them only just; the planted ones import a few of these. */
export const innocentFiles: Readonly<Record<string, string>> = {
  "shared/words.ts": `import { z } from "zod"; export const words = z;`,
  "shared/words.test.ts": `import { expect } from "vitest"; import { words } from "./words.ts"; expect(words);`,
  "renderer/ui/theme.ts": `import "react"; export const theme = 1;`,
  "renderer/bridge/client.ts": `import type { router } from "../../electron/api/router.ts"; export type Router = typeof router;`,
  "electron/api/router.ts": `import { words } from "../../shared/words.ts"; export const router = words;`,
  "electron/shell/main.ts": `import { app } from "electron"; import { openHost } from "../host/open-host.ts"; app(openHost);`,
  "electron/host/open-host.ts": `import { clock } from "../base/clock.ts"; export const openHost = clock;`,
  "electron/base/clock.ts": `import pino from "pino"; export const clock = pino;`,
  "electron/icalendar/content.ts": `import ICAL from "ical.js"; export const parse = ICAL;`,
  "electron/testing/fake-clock.ts": `import { clock } from "../base/clock.ts"; export const fakeClock = clock;`,
  "electron/store/connection.ts": `import Database from "better-sqlite3"; import { clock } from "../base/clock.ts"; new Database(clock);`,
  "electron/store/connection.test.ts": `import Database from "better-sqlite3"; import { fakeClock } from "../testing/fake-clock.ts"; new Database(fakeClock);`,
  "electron/executors/docker/run.ts": `import Docker from "dockerode"; import type { clock } from "../../base/clock.ts"; export type Run = [Docker, typeof clock];`,
  "electron/executors/docker/run.test.ts": `import { suite } from "../output-conformance.ts"; import "./run.ts"; suite();`,
  "electron/executors/output-conformance.ts": `import { it } from "vitest"; export const suite = it;`,
  "electron/schedule/ledger.ts": `import { connection } from "../queue/enqueue.ts"; export { connection };`,
  "electron/queue/enqueue.ts": `import { words } from "../../shared/words.ts"; export const connection = words;`,
  "electron/host/joins.test.ts": `import "../daemon/listen.ts"; import "../../renderer/bridge/client.ts";`,
  "electron/daemon/hosted.ts": `import { openHost } from "../host/open-host.ts"; export { openHost };`,
  "electron/daemon/listen.ts": `import { WebSocketServer } from "ws"; export { WebSocketServer };`,
};

/** Packages of the planted tree: what they are declared as decides whether the product may use them. */
export const plantedPackages = {
  dependencies: [
    "zod",
    "react",
    "better-sqlite3",
    "dockerode",
    "ssh2",
    "keytar",
    "ws",
    "fastify",
    "undici",
    "handlebars",
    "commander",
    "pino",
    "ical.js",
  ],
  devDependencies: ["electron", "croner", "vitest"],
  undeclared: ["stray"],
} as const;
