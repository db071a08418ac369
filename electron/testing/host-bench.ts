import { afterEach } from "vitest";
import { openTestHost, testStart, type TestHost, type TestHostOptions } from "./open-test-host.ts";

const second = 1_000;

/** Test hosts of one file: each test's is closed after it. */
export function useTestHosts(): (options?: TestHostOptions) => Promise<TestHost> {
  let opened: TestHost[] = [];
  afterEach(async () => {
    const hosts = opened;
    opened = [];
    for (const host of hosts) await host.close();
  });
  return async (options = {}) => {
    const host = await openTestHost(options);
    opened.push({ ...host, close: () => host.close() });
    return host;
  };
}

/** An event's ledger, oldest due first: seconds after the start of the test, and what was decided, such as `10 run`. */
export async function ledgerOf(host: TestHost, eventId: number): Promise<string[]> {
  return (await ledgerRows(host, eventId)).map((row) => `${String((row.dueAt - testStart) / second)} ${row.decision}`);
}

/** The same rows whole. */
export async function ledgerRows(
  host: TestHost,
  eventId: number,
): Promise<Awaited<ReturnType<TestHost["api"]["occurrences"]["list"]>>> {
  return (await host.api.occurrences.list({ eventId, limit: 10_000 })).reverse();
}
