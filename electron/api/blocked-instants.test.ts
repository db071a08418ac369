import { expect, it } from "vitest";
import { openTestHost, sampleEvent, testStart } from "../testing/open-test-host.ts";

it("tells of blocked instants in order, each once, in whatever order they are asked about", async () => {
  const { api, close } = await openTestHost();
  const { id } = await api.events.create(sampleEvent());
  await api.calendars.create({
    name: "quiet",
    windows: [{ kind: "recurring", effect: "blackout", cron: "0 * * * *", durationMs: 1_800_000 }],
    attachments: [{ kind: "everything" }],
  });
  const hour = 3_600_000;
  const instants = [testStart + hour, testStart, testStart + hour / 2, testStart + hour];
  const blocked = await api.schedules.blocked({ eventId: id, instants });
  expect(blocked.map(({ atMs }) => atMs)).toEqual([testStart, testStart + hour]);
  await close();
});
