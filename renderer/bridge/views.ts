import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../electron/api/router.ts";

/*
 * What the core's answers look like once they have crossed the pipe: values that were undefined there are absent
 * here. Take these types for whatever came from a query.
 */
type Answers = inferRouterOutputs<AppRouter>;
/** What a subscription without a cursor yields, one after the other. */
type Yielded<Subscription> = Subscription extends AsyncIterable<infer Step> ? Step : never;

export type EventSummary = Answers["events"]["list"][number];
export type EventView = Answers["events"]["get"];
export type EventVersion = Answers["events"]["versions"]["versions"][number];
export type VersionComparison = Answers["events"]["compare"];
export type ScriptDifference = NonNullable<VersionComparison["script"]>;
export type BulkResult = Answers["events"]["bulk"][number];
export type DelegationView = Answers["delegations"]["list"][number];
export type DelegationPreview = Answers["delegations"]["preview"];
export type OccurrenceView = Answers["occurrences"]["list"][number];
export type InstantExplanation = Answers["occurrences"]["explain"];
export type ScheduleVersion = Answers["occurrences"]["versions"][number];
export type LedgerVerification = Answers["occurrences"]["verify"];
export type AbsencePage = Answers["absences"]["latest"];
export type AbsenceView = AbsencePage["absences"][number];
export type WatchStatus = Answers["watch"]["status"];
export type SchedulePreview = Answers["schedules"]["preview"];
export type ScheduleComparison = Answers["schedules"]["compare"];
export type JobPage = Answers["jobs"]["list"];
export type JobSummary = JobPage["jobs"][number];
export type JobView = Answers["jobs"]["get"];
export type JobFile = Answers["jobs"]["files"][number];
export type ExecutionView = JobView["executions"][number];
export type JobMoment = JobView["timeline"][number];
export type JobCounts = Answers["jobs"]["counts"];
export type JobComparison = Answers["jobs"]["compare"];
export type MessageSummary = Answers["outbox"]["list"]["messages"][number];
export type MessageView = Answers["outbox"]["get"];
export type MessageCounts = Answers["outbox"]["counts"];
export type LogRead = Answers["logs"]["read"];
export type SearchStep = Yielded<Answers["search"]["run"]>;
export type SearchHit = SearchStep["hits"][number];
export type Forecast = Answers["forecast"]["read"];
export type ForecastRow = Forecast["rows"][number];
export type ForecastCollision = Forecast["collisions"][number];
export type ForecastClockChange = Forecast["clockChanges"][number];
export type WindowSpan = Forecast["windows"][number];
export type CalendarView = Answers["calendars"]["get"];
export type CalendarImport = Answers["calendars"]["readIcal"];
export type ServerView = Answers["servers"]["get"];
export type ServerTest = Answers["servers"]["test"];
export type ServerImpact = Answers["servers"]["impact"];
export type ServerEvent = Answers["servers"]["events"][number];
export type ServerCheckPoint = Answers["servers"]["checks"][number];
export type CredentialView = Answers["servers"]["credential"];
export type ImportPreview = Answers["servers"]["importPreview"];
export type ImportCandidate = ImportPreview["candidates"][number];
export type ImportResult = Answers["servers"]["import"];
export type HostKeyView = NonNullable<ServerView["offered"]>;
export type TerminalView = Answers["terminals"]["list"][number];
export type ImageListView = Answers["images"]["list"];
export type OwnImage = ImageListView["own"][number];
export type CustomImage = ImageListView["custom"][number];
export type ImageWorkView = Yielded<Answers["images"]["works"]>[number];
export type VariablePage = Answers["variables"]["list"];
export type VariableSummary = VariablePage["variables"][number];
export type VariableView = Answers["variables"]["get"];
export type VariableUse = Answers["variables"]["usage"]["uses"][number];
export type VariableImportLine = Answers["variables"]["import"]["lines"][number];
export type Settings = Answers["settings"]["get"];
export type StorageView = Answers["system"]["storage"];
export type VaultStatus = Answers["vault"]["status"];
export type SystemStatus = Answers["system"]["status"];
export type Overview = Answers["system"]["overview"];
export type DoctorLine = Answers["system"]["doctor"][number];
