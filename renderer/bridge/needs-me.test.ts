import { describe, expect, it } from "vitest";
import { collectNeeds } from "./needs-me.ts";
import type { JobSummary, ServerView } from "./views.ts";

function server(id: number, status: ServerView["status"], archived = false): ServerView {
  return {
    id,
    name: `web-${String(id)}`,
    address: "10.0.0.4",
    port: 22,
    username: "deploy",
    authenticationKind: "agent",
    groups: [],
    status,
    archived,
    eventCount: 0,
    runningCount: 0,
  };
}

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

describe("collectNeeds", () => {
  it("puts a changed host key first and a server that is down last", () => {
    const needs = collectNeeds([job], [server(1, "offline"), server(2, "untrusted"), server(3, "host_key_changed")]);
    expect(needs.map((need) => need.kind)).toEqual(["host-key-changed", "job", "host-key-offered", "server-offline"]);
  });

  it("leaves out what is well, untested or archived", () => {
    const servers = [server(1, "online"), server(2, "unknown"), server(3, "offline", true)];
    expect(collectNeeds([], servers)).toEqual([]);
  });
});
