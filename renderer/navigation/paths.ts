/** The screens there are, each with what its address carries. */
export type Screen =
  | { readonly name: "dashboard" }
  | { readonly name: "events" }
  | { readonly name: "event-new" }
  | { readonly name: "event"; readonly id: number }
  | { readonly name: "event-edit"; readonly id: number }
  | { readonly name: "jobs" }
  | { readonly name: "job"; readonly id: string }
  | { readonly name: "search" }
  | { readonly name: "outbox" }
  | { readonly name: "message"; readonly id: string }
  | { readonly name: "forecast" }
  | { readonly name: "calendars" }
  | { readonly name: "calendar-new" }
  | { readonly name: "calendar"; readonly id: number }
  | { readonly name: "servers" }
  | { readonly name: "server"; readonly id: number }
  | { readonly name: "terminals" }
  | { readonly name: "server-terminal"; readonly id: number }
  | { readonly name: "variables" }
  | { readonly name: "variable"; readonly key: string }
  | { readonly name: "settings" }
  | { readonly name: "images" }
  | { readonly name: "nowhere" };

export interface Place {
  readonly screen: Screen;
  /** A list's filters and the like; part of the address so that back, forward and links keep them. */
  readonly query: URLSearchParams;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

/** Which of the sidebar's entries an address belongs to. */
export type Area = "dashboard" | "events" | "jobs" | "outbox" | "forecast" | "servers" | "variables" | "settings";

function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? `#${path}` : `#${path}?${text}`;
}

/** Addresses of every screen, to be used as `href` or given to `navigate`. */
export const paths = {
  dashboard: (): string => address("/"),
  events: (query?: Query): string => address("/events", query),
  newEvent: (query?: Query): string => address("/events/new", query),
  event: (id: number, query?: Query): string => address(`/events/${String(id)}`, query),
  editEvent: (id: number): string => address(`/events/${String(id)}/edit`),
  jobs: (query?: Query): string => address("/jobs", query),
  job: (id: string, query?: Query): string => address(`/jobs/${encodeURIComponent(id)}`, query),
  search: (query?: Query): string => address("/search", query),
  outbox: (query?: Query): string => address("/outbox", query),
  message: (id: string): string => address(`/outbox/${encodeURIComponent(id)}`),
  forecast: (query?: Query): string => address("/forecast", query),
  calendars: (query?: Query): string => address("/forecast/calendars", query),
  newCalendar: (): string => address("/forecast/calendars/new"),
  calendar: (id: number): string => address(`/forecast/calendars/${String(id)}`),
  servers: (query?: Query): string => address("/servers", query),
  server: (id: number): string => address(`/servers/${String(id)}`),
  terminals: (query?: Query): string => address("/servers/terminals", query),
  serverTerminal: (id: number): string => address(`/servers/${String(id)}/terminal`),
  variables: (query?: Query): string => address("/variables", query),
  variable: (key: string): string => address(`/variables/${encodeURIComponent(key)}`),
  settings: (): string => address("/settings"),
  images: (): string => address("/settings/images"),
};

function numbered(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Screens that are named by one word and carry nothing. */
const plainScreens = ["events", "jobs", "search", "outbox", "forecast", "servers", "variables", "settings"] as const;

function forecastScreenOf([, second, third]: readonly string[], depth: number): Screen | undefined {
  if (second !== "calendars") return undefined;
  if (depth === 2) return { name: "calendars" };
  const id = numbered(third);
  if (depth !== 3 || (third !== "new" && id === undefined)) return undefined;
  return id === undefined ? { name: "calendar-new" } : { name: "calendar", id };
}

function screenOf(segments: readonly string[]): Screen {
  const [first, second, third] = segments;
  const depth = segments.length;
  if (first === undefined) return { name: "dashboard" };
  const plain = plainScreens.find((name) => name === first);
  if (depth === 1 && plain !== undefined) return { name: plain };
  if (first === "forecast") return forecastScreenOf(segments, depth) ?? { name: "nowhere" };
  if (first === "settings" && second === "images" && depth === 2) return { name: "images" };
  if (first === "events" && second === "new" && depth === 2) return { name: "event-new" };
  const id = numbered(second);
  if (first === "events" && id !== undefined) {
    if (depth === 2) return { name: "event", id };
    if (depth === 3 && third === "edit") return { name: "event-edit", id };
  }
  if (first === "servers" && second === "terminals" && depth === 2) return { name: "terminals" };
  if (first === "servers" && id !== undefined && depth === 2) return { name: "server", id };
  if (first === "servers" && id !== undefined && depth === 3 && third === "terminal") {
    return { name: "server-terminal", id };
  }
  if (first === "jobs" && second !== undefined && depth === 2) {
    const jobId = decoded(second);
    if (jobId !== undefined) return { name: "job", id: jobId };
  }
  if (first === "outbox" && second !== undefined && depth === 2) {
    const messageId = decoded(second);
    if (messageId !== undefined) return { name: "message", id: messageId };
  }
  if (first === "variables" && second !== undefined && depth === 2) {
    const key = decoded(second);
    if (key !== undefined) return { name: "variable", key };
  }
  return { name: "nowhere" };
}

/** Reads an address such as `#/events/7?tab=jobs`. Anything unknown is the screen `nowhere`. */
export function parsePath(hash: string): Place {
  const text = hash.startsWith("#") ? hash.slice(1) : hash;
  const mark = text.indexOf("?");
  const path = mark === -1 ? text : text.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? "" : text.slice(mark + 1));
  return { screen: screenOf(path.split("/").filter((segment) => segment !== "")), query };
}

/** The sidebar entry that is current on a screen; undefined on none. */
export function areaOf(screen: Screen): Area | undefined {
  switch (screen.name) {
    case "event-new":
    case "event":
    case "event-edit":
      return "events";
    case "job":
    case "search":
      return "jobs";
    case "message":
      return "outbox";
    case "calendars":
    case "calendar-new":
    case "calendar":
      return "forecast";
    case "server":
    case "terminals":
    case "server-terminal":
      return "servers";
    case "images":
      return "settings";
    case "variable":
      return "variables";
    case "nowhere":
      return undefined;
    default:
      return screen.name;
  }
}
