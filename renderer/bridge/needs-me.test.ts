import { describe, expect, it } from "vitest";
import { collectNeeds } from "./needs-me.ts";
import { scheduleInput } from "../../shared/schedule.ts";
import { usualOptions } from "../../shared/server-options.ts";
import type { EventSummary, JobSummary, MessageSummary, ServerView, SystemStatus } from "./views.ts";

function server(id: number, status: ServerView["status"], archived = false): ServerView {
  return {
    id,
    name: `web-${String(id)}`,
    address: "10.0.0.4",
    port: 22,
    username: "deploy",
    authenticationKind: "agent",
    groups: [],
    concurrency: null,
    status,
    archived,
    eventCount: 0,
    runningCount: 0,
    tags: [],
    options: {},
    chosen: usualOptions,
    lacksCredential: false,
  };
}

const opened: SystemStatus["vault"] = { backend: "file", state: "open", detail: "", waiting: 0 };

const job: JobSummary = {
  id: "job",
  eventId: 1,
  eventName: "Backup",
  eventType: "BASH",
  status: "needs_attention",
  priority: "NORMAL",
  source: "schedule",
  attempt: 1,
  attemptsAllowed: 1,
  targets: ["web-1"],
  queuedAt: 0,
  availableAt: 0,
  cancelRequested: false,
};

/** An event that is paused after three failures. */
function paused(failureStreak: number, pauseReason = "3 jobs in a row failed"): EventSummary {
  const schedule = scheduleInput.parse({ kind: "cron", cron: "* * * * *", pauseAfterFailures: 3 });
  if (schedule.kind !== "cron") throw new Error("a cron schedule was given");
  return {
    id: 7,
    name: "Import",
    description: "",
    type: "BASH",
    status: "PAUSED",
    tags: [],
    place: "this-computer",
    runsOn: "this computer",
    schedule,
    scheduleWords: "every minute",
    recent: [],
    unfinished: 0,
    running: 0,
    runCount: 9,
    failureStreak,
    pauseReason,
    updatedAt: 0,
  };
}

const undelivered: MessageSummary = {
  id: "msg_job_1",
  kind: "call_url",
  status: "dead",
  trigger: "ON_FAILURE",
  subject: "“Backup” failed",
  destination: "https://example.com/hook",
  attempts: 8,
  attemptsAllowed: 8,
  createdAt: 0,
  read: false,
};

describe("collectNeeds", () => {
  it("puts a changed host key first and a server that is down last", () => {
    const needs = collectNeeds(
      { ...opened, state: "locked" },
      [job],
      [server(1, "offline"), server(2, "untrusted"), server(3, "host_key_changed")],
      [paused(3)],
      [undelivered],
    );
    expect(needs.map((need) => need.kind)).toEqual([
      "host-key-changed",
      "vault",
      "job",
      "event-paused",
      "undelivered",
      "host-key-offered",
      "server-offline",
    ]);
  });

  it("leaves out what is well, untested or archived", () => {
    const servers = [server(1, "online"), server(2, "unknown"), server(3, "offline", true)];
    expect(collectNeeds(opened, [], servers, [], [])).toEqual([]);
  });

  it("tells of events that were paused for failing, not of those a person paused or whose runs are used up", () => {
    const { pauseReason: _reason, ...byHand } = paused(3);
    expect(collectNeeds(opened, [], [], [byHand, paused(0, "all 50 runs have been made")], [])).toEqual([]);
    expect(collectNeeds(opened, [], [], [paused(4)], [])).toHaveLength(1);
  });

  it("tells of secrets that cannot be read, and of none to be made before a job waits for one", () => {
    const kinds = (state: typeof opened.state, waiting: number) =>
      collectNeeds({ ...opened, state, waiting }, [], [], [], []).map((need) => need.kind);
    expect(kinds("damaged", 0)).toEqual(["vault"]);
    expect(kinds("none", 1)).toEqual(["vault"]);
    expect(kinds("none", 0)).toEqual([]);
    expect(kinds("open", 0)).toEqual([]);
  });
});
