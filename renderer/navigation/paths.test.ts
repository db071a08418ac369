import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaOf, parsePath, paths } from "./paths.ts";

describe("parsePath", () => {
  it.each([
    ["", { name: "dashboard" }],
    ["#/", { name: "dashboard" }],
    [paths.events(), { name: "events" }],
    [paths.newEvent(), { name: "event-new" }],
    [paths.event(7), { name: "event", id: 7 }],
    [paths.editEvent(7), { name: "event-edit", id: 7 }],
    [paths.jobs(), { name: "jobs" }],
    [paths.search({ q: "timeout" }), { name: "search" }],
    [paths.forecast(), { name: "forecast" }],
    [paths.calendars(), { name: "calendars" }],
    [paths.newCalendar(), { name: "calendar-new" }],
    [paths.calendar(4), { name: "calendar", id: 4 }],
    [paths.servers(), { name: "servers" }],
    [paths.server(3), { name: "server", id: 3 }],
    [paths.terminals(), { name: "terminals" }],
    [paths.serverTerminal(3), { name: "server-terminal", id: 3 }],
    [paths.variables({ search: "x" }), { name: "variables" }],
    [paths.variable("app:db.url"), { name: "variable", key: "app:db.url" }],
    [paths.settings(), { name: "settings" }],
    [paths.images(), { name: "images" }],
  ])("reads %s", (hash, screen) => {
    expect(parsePath(hash).screen).toEqual(screen);
  });

  it.each([
    "#/nothing",
    "#/events/0",
    "#/events/-1",
    "#/events/7/edit/more",
    "#/servers/x",
    "#/forecast/week",
    "#/forecast/calendars/0",
    "#/forecast/calendars/new/4",
    "#/jobs/a/b",
    "#/jobs/%E0%A4%A",
  ])("knows that %s leads nowhere", (hash) => {
    expect(parsePath(hash).screen).toEqual({ name: "nowhere" });
  });

  it("gives any job id back as it was", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        fc.pre(!["", ".", ".."].includes(id));
        expect(parsePath(paths.job(id)).screen).toEqual({ name: "job", id });
      }),
    );
  });

  it("gives any filter back as it was", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer(), (search, page) => {
        const { screen, query } = parsePath(paths.jobs({ search, page, nothing: undefined, empty: "" }));
        expect(screen).toEqual({ name: "jobs" });
        expect([...query]).toEqual([
          ["search", search],
          ["page", String(page)],
        ]);
      }),
    );
  });
});

describe("areaOf", () => {
  it("puts a screen under its list", () => {
    expect(areaOf({ name: "event-edit", id: 1 })).toBe("events");
    expect(areaOf({ name: "job", id: "a" })).toBe("jobs");
    expect(areaOf({ name: "search" })).toBe("jobs");
    expect(areaOf({ name: "calendar", id: 4 })).toBe("forecast");
    expect(areaOf({ name: "nowhere" })).toBeUndefined();
  });
});
