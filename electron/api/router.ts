import { absencesRouter } from "./absences.ts";
import { calendarsRouter } from "./calendars.ts";
import { databaseRouter } from "./database.ts";
import { delegationsRouter } from "./delegations.ts";
import { definitionsRouter } from "./definitions.ts";
import { eventsRouter } from "./events.ts";
import { forecastRouter } from "./forecast.ts";
import { groupsRouter } from "./groups.ts";
import { imagesRouter } from "./images.ts";
import { jobsRouter } from "./jobs.ts";
import { logsRouter } from "./logs.ts";
import { occurrencesRouter } from "./occurrences.ts";
import { outboxRouter } from "./outbox.ts";
import { router } from "./procedure.ts";
import { schedulesRouter } from "./schedules.ts";
import { searchRouter } from "./search.ts";
import { serversRouter } from "./servers.ts";
import { settingsRouter } from "./settings.ts";
import { systemRouter } from "./system.ts";
import { terminalsRouter } from "./terminals.ts";
import { variablesRouter } from "./variables.ts";
import { vaultRouter } from "./vault.ts";
import { watchRouter } from "./watch.ts";

/** Everything a user can do, at any door. */
export const appRouter = router({
  absences: absencesRouter,
  calendars: calendarsRouter,
  database: databaseRouter,
  definitions: definitionsRouter,
  delegations: delegationsRouter,
  events: eventsRouter,
  forecast: forecastRouter,
  groups: groupsRouter,
  images: imagesRouter,
  jobs: jobsRouter,
  logs: logsRouter,
  occurrences: occurrencesRouter,
  outbox: outboxRouter,
  schedules: schedulesRouter,
  search: searchRouter,
  servers: serversRouter,
  settings: settingsRouter,
  system: systemRouter,
  terminals: terminalsRouter,
  variables: variablesRouter,
  vault: vaultRouter,
  watch: watchRouter,
});

export type AppRouter = typeof appRouter;
