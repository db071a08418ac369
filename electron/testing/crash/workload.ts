import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import type { EventInput } from "../../../shared/event.ts";
import type { SeededRandom } from "../seeded-random.ts";

export const crashPlaces = ["local", "container", "ssh"] as const;
export type CrashPlace = (typeof crashPlaces)[number];

/** What becomes of an execution that is not disturbed. */
export type Course = "ends" | "fails" | "times out" | "is cancelled";

/** One kind of job of the workload. */
export interface Kind {
  readonly name: string;
  readonly place: CrashPlace;
  readonly course: Course;
  /** How many executions one attempt has. */
  readonly targets: number;
}

/** All kinds for the places that take part. The first of each place is drawn more often. */
export function kindsOf(places: readonly CrashPlace[]): readonly Kind[] {
  const courses = {
    local: ["ends", "fails", "times out", "is cancelled"],
    container: ["ends", "is cancelled"],
  } as const;
  return places.flatMap((place): Kind[] =>
    place === "ssh"
      ? [
          { name: "ssh ends", place, course: "ends", targets: 1 },
          { name: "ssh twice ends", place, course: "ends", targets: 2 },
          { name: "ssh fails", place, course: "fails", targets: 1 },
          { name: "ssh is cancelled", place, course: "is cancelled", targets: 1 },
        ]
      : courses[place].map((course) => ({ name: `${place} ${course}`, place, course, targets: 1 })),
  );
}

const repeatedLines = 40;
const longLineBytes = 70_000;
const failingExitCode = 7;

/** What the script writes when nobody ends it before its time. */
export function expectedOutput(kind: Kind, executionId: string): { readonly stdout: string; readonly stderr: string } {
  if (kind.course === "times out" || kind.course === "is cancelled") return { stdout: "waiting\n", stderr: "" };
  const numbers = Array.from({ length: repeatedLines }, (_, index) => String(index + 1));
  return {
    stdout: `${numbers.map((number) => `${number} ${executionId} ü€😀\n`).join("")}${"x".repeat(longLineBytes)}end`,
    stderr: numbers.map((number) => `error ${number}\n`).join(""),
  };
}

/** @param startsFile where each start leaves a line; a container cannot reach it */
function scriptOf({ place, course }: Kind, startsFile: string): string {
  const mark = place === "container" ? [] : [`printf '%s\\n' "$CRONIUM_EXECUTION_ID" >>'${startsFile}'`];
  if (course === "times out" || course === "is cancelled") return [...mark, "echo waiting", "sleep 60"].join("\n");
  return [
    ...mark,
    `for number in $(seq ${String(repeatedLines)}); do`,
    `  printf '%s %s ü€😀\\n' "$number" "$CRONIUM_EXECUTION_ID"`,
    `  printf 'error %s\\n' "$number" >&2`,
    "done",
    "sleep 0.1",
    `head -c ${String(longLineBytes)} /dev/zero | tr '\\0' x`,
    "sleep 0.05",
    "printf end",
    ...(course === "fails" ? [`exit ${String(failingExitCode)}`] : []),
  ].join("\n");
}

/** The event that stands for a kind. */
export function eventOf(
  kind: Kind,
  {
    startsFile,
    serverIds,
    image,
    canary,
  }: {
    readonly startsFile: string;
    readonly serverIds: readonly number[];
    readonly image: string;
    readonly canary: string;
  },
): EventInput {
  return {
    name: kind.name,
    type: "BASH",
    status: "ACTIVE",
    script: scriptOf(kind, startsFile),
    run:
      kind.place === "ssh"
        ? { on: "servers", serverIds: serverIds.slice(0, kind.targets), groups: [] }
        : kind.place === "container"
          ? { on: "container", image, network: "none" }
          : { on: "this-computer" },
    timeoutMs: kind.course === "times out" ? 1_000 : 60_000,
    environment: [{ key: "CRASH_CANARY", value: canary }],
    ...(kind.course === "fails" ? { retries: { max: 1, delayMs: 100, factor: 1 } } : {}),
  };
}

/** What follows from a job of a kind: another job, or a notice. */
export function actionsOf(kind: Kind, followUpId: number): NonNullable<EventInput["actions"]> {
  if (isFollowed(kind)) return [{ when: "ALWAYS", do: "run_event", eventId: followUpId }];
  return kind.course === "fails" ? [{ when: "ON_FAILURE", do: "notify" }] : [];
}

export function isFollowed(kind: Kind): boolean {
  return kind.place === "local" && kind.course === "ends";
}

export function followUpEvent(startsFile: string): EventInput {
  return {
    name: "follow-up",
    type: "BASH",
    status: "ACTIVE",
    script: `printf '%s\\n' "$CRONIUM_EXECUTION_ID" >>'${startsFile}'`,
    run: { on: "this-computer" },
  };
}

/** What fires by itself beside all that. */
export function scheduledEvent(startsFile: string, anchorMs: number): EventInput {
  return {
    name: "scheduled",
    type: "BASH",
    status: "ACTIVE",
    script: `printf '%s\\n' "$CRONIUM_EXECUTION_ID" >>'${startsFile}'`,
    run: { on: "this-computer" },
    schedule: { kind: "interval", everyMs: 1_000, anchorMs, overlap: "allow", missed: "all", missedCap: 2 },
  };
}

/** Servers of the bed as the contract takes them in. */
export function serverInput(server: BedServer, privateKey: string) {
  return {
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    authentication: { kind: "key" as const, privateKey },
    hostKey: server.hostKeyFingerprint,
  };
}

/** Draws a kind; what simply ends is drawn half of the time. */
export function drawKind(random: SeededRandom, kinds: readonly Kind[]): Kind {
  const plain = kinds.filter((kind) => kind.course === "ends");
  return random.pick(random.chance(0.5) ? plain : kinds);
}
