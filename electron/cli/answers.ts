import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../api/router.ts";

/** What each call of the contract answers, as a client gets it: after the pipe, what was undefined is absent. */
type Answers = inferRouterOutputs<AppRouter>;

export type ApplyAnswer = Answers["definitions"]["applyDefinition"];
export type EventLine = Answers["events"]["list"][number];
export type EventDetails = Answers["events"]["get"];
export type VersionLine = Answers["events"]["versions"]["versions"][number];
export type VersionComparisonAnswer = Answers["events"]["compare"];
export type JobLine = Answers["jobs"]["list"]["jobs"][number];
export type MessageLine = Answers["outbox"]["list"]["messages"][number];
export type MessageDetails = Answers["outbox"]["get"];
export type JobConsequencesAnswer = Answers["outbox"]["ofJob"];
export type JobDetails = Answers["jobs"]["get"];
export type JobComparisonAnswer = Answers["jobs"]["compare"];
export type UsageAnswer = Answers["jobs"]["usage"];
export type JobFileLine = Answers["jobs"]["files"][number];
export type ExecutionLine = JobDetails["executions"][number];
export type VariableLine = Answers["variables"]["list"]["variables"][number];
export type VariableImportAnswer = Answers["variables"]["import"];
export type OccurrenceLine = Answers["occurrences"]["list"][number];
export type DelegationLine = Answers["delegations"]["list"][number];
export type DeletedEventLine = Answers["occurrences"]["deletedEvents"][number];
export type VerificationAnswer = Answers["occurrences"]["verify"];
export type AbsenceAnswer = Answers["absences"]["latest"];
export type AbsenceLine = AbsenceAnswer["absences"][number];
export type ForecastAnswer = Answers["forecast"]["read"];
export type CalendarLine = Answers["calendars"]["list"][number];
export type GroupLine = Answers["groups"]["list"][number];
export type ServerLine = Answers["servers"]["list"][number];
export type ServerImpactAnswer = Answers["servers"]["impact"];
export type ImportPreviewAnswer = Answers["servers"]["importPreview"];
export type ServerTestAnswer = Answers["servers"]["test"];
export type StatusAnswer = Answers["system"]["status"];
export type VaultAnswer = Answers["vault"]["status"];
export type VaultPreviewAnswer = Answers["vault"]["previewImport"];
