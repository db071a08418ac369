import { until } from "../../executors/recording-context.ts";
import {
  fewValues,
  fiveMegabytes,
  manyValues,
  largeSteps,
  operationSteps,
  refusalSteps,
  type Standing,
} from "./operations.ts";
import { eventName, findFaults, runSteps, type Place } from "./run-case.ts";
import { textOf, type Step, type Surface } from "./step.ts";
import type { ScriptEnd, World } from "./world.ts";

/** One way to look at a surface in a place. */
export interface Scenario {
  readonly name: string;
  /** Why it says nothing of scripts that have files alone; absent: it is tried with them, too. */
  readonly notBundled?: string;
  /** @returns how many things were compared, and what was not as expected */
  run(world: World, surface: Surface, place: Place): Promise<ScenarioResult>;
}

export interface ScenarioResult {
  readonly compared: number;
  readonly faults: readonly string[];
}

function standing(surface: Surface, place: Place, subject: string, revokedToken = ""): Standing {
  return {
    // Variables are everybody's: each run has its own.
    prefix: `${surface.name}_${place.mode}_${place.way}_`.replaceAll(" ", "_"),
    revokedToken,
    place: place.mode,
    way: place.way,
    server: place.server ?? null,
    eventName: eventName(surface, place, subject),
    type: surface.type,
  };
}

/** Compares what a script has left with what it should have. */
function compare(what: string, found: unknown, wanted: unknown): string[] {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  return one === other ? [] : [`${what} is ${one.slice(0, 200)} instead of ${other.slice(0, 200)}`];
}

const operations: Scenario = {
  name: "operations",
  run: (world, surface, place) => tryOperations(world, surface, place, manyValues),
};

/** The same with fewer values, for tests that must be quick. */
export const briefly: Scenario = {
  name: "operations, briefly",
  run: (world, surface, place) => tryOperations(world, surface, place, fewValues),
};

async function tryOperations(
  world: World,
  surface: Surface,
  place: Place,
  values: readonly unknown[],
): Promise<ScenarioResult> {
  const input = { n: 0, text: "ü", nothing: null };
  const steps = operationSteps(standing(surface, place, "operations"), input, values);
  const { faults, end } = await runSteps(world, surface, place, "operations", steps, { input });
  const lines = '[info] a line from the script\n[warning] another {"n":0}\n';
  return {
    compared: steps.length + 3,
    faults: [
      ...faults,
      ...compare("the output", end.output, '{"done":true}'),
      ...compare("the condition", end.condition, false),
      ...(end.system.includes(lines) ? [] : [`the log has not its lines: ${JSON.stringify(end.system)}`]),
    ],
  };
}

/** Inputs that a careless library would take for none, each given back as the output. */
const inputs: Scenario = {
  name: "inputs",
  async run(world, surface, place) {
    const values: readonly unknown[] = [undefined, null, false, 0, "", "ünï 🚀\n", [], { a: [null] }];
    const faults: string[] = [];
    for (const value of values) {
      const expected = value ?? null;
      const steps: Step[] = [
        { operation: "input", given: [], expect: { value: expected } },
        { operation: "stream_input", given: [], expect: { value: streamed(expected, value !== undefined) } },
        { operation: "output", given: [expected], expect: { done: true } },
      ];
      const subject = `input ${JSON.stringify(value)}`;
      const result = await runSteps(world, surface, place, subject, steps, { input: value });
      faults.push(
        ...[...result.faults, ...compare("the output", result.end.output, JSON.stringify(expected))].map(
          (fault) => `${subject}: ${fault}`,
        ),
      );
    }
    return { compared: values.length * 4, faults };
  },
};

/** The text of an input as a stream brings it. */
function streamed(value: unknown, isGiven: boolean): string {
  if (typeof value === "string") return value;
  return isGiven ? JSON.stringify(value) : "";
}

const large: Scenario = {
  name: "5 MB",
  async run(world, surface, place) {
    const steps = largeSteps(standing(surface, place, "large"));
    const text = textOf(fiveMegabytes);
    const { faults, end } = await runSteps(world, surface, place, "large", steps, { input: text });
    const isWhole = end.output === JSON.stringify(text);
    return {
      compared: steps.length + 1,
      faults: isWhole ? faults : [...faults, "the output is not what was streamed"],
    };
  },
};

export const tools: Scenario = {
  name: "tools",
  notBundled: "tools act in the program, which cannot be asked: the refusal is among the operations",
  async run(world, surface, place) {
    const done = { done: true } as const;
    // By which what this run has asked for is known from what others have.
    const mark = standing(surface, place, "tools").prefix;
    const steps: Step[] = [
      { operation: "send_email", given: ["a@example.org", `Subject ü ${mark}`, "Body\nlines"], expect: done },
      { operation: "send_slack_message", given: ["#channel", mark], expect: done },
      { operation: "send_discord_message", given: ["123456789012345678", mark], expect: done },
      {
        operation: "execute_tool_action",
        given: ["slack", "send_message", { channel: mark, text: null, more: [0, false, ""] }],
        expect: { fields: { success: true, data: { sent: true } } },
      },
      {
        operation: "execute_tool_action",
        given: ["slack", "no_such_action", {}],
        expect: { refused: 404, code: "action_not_found" },
      },
    ];
    const { faults } = await runSteps(world, surface, place, "tools", steps);
    const acted = world.acted.filter(({ params }) => JSON.stringify(params).includes(mark));
    const wanted = [
      { tool: "email", params: { to: "a@example.org", subject: `Subject ü ${mark}`, body: "Body\nlines" } },
      { tool: "slack", params: { channel: "#channel", text: mark } },
      { tool: "discord", params: { channelId: "123456789012345678", content: mark } },
      { tool: "slack", params: { channel: mark, text: null, more: [0, false, ""] } },
    ];
    return { compared: steps.length + 1, faults: [...faults, ...compare("what tools were asked", acted, wanted)] };
  },
};

/** Tokens that are none, over, or whose address is silent. */
export const refusals: Scenario = {
  name: "tokens",
  notBundled: "a script with files has no token",
  async run(world, surface, place) {
    const revokedToken = await tokenOfEndedRun(world, surface, place);
    const steps = refusalSteps(standing(surface, place, "tokens", revokedToken));
    const given = { input: { from: "the environment" }, environment: { CRONIUM_RETRIES: "0" } };
    const { faults } = await runSteps(world, surface, place, "tokens", steps, given);
    return { compared: steps.length, faults };
  },
};

/** A script can hand its token to anybody through a variable; its log would mask it. */
async function tokenOfEndedRun(world: World, surface: Surface, place: Place): Promise<string> {
  const { prefix } = standing(surface, place, "token");
  const script = `cronium_set_variable --text ${prefix}token "$CRONIUM_EXECUTION_TOKEN"`;
  const jobId = await world.start({
    name: eventName(surface, place, "token"),
    type: "BASH",
    run: await place.run(world),
    script,
  });
  await world.end(jobId);
  const text = await world.variable(`${prefix}token`);
  if (text === undefined) throw new Error("the run has not told its token");
  return JSON.parse(text) as string;
}

/** A token's time is over while its script goes on: the tool that it calls takes that long. */
const expiry: Scenario = {
  name: "expired token",
  notBundled: "a script with files has no token",
  async run(world, surface, place) {
    const steps: Step[] = [
      {
        operation: "execute_tool_action",
        given: ["slack", "send_message", { takes: "hours" }],
        expect: { done: true },
      },
      { operation: "input", given: [], expect: { refused: 401, code: "expired_token" } },
      { operation: "set_condition", given: [true], expect: { refused: 401, code: "expired_token" } },
    ];
    const forget = world.onAct(() => {
      world.setAhead(24 * 3_600_000);
    });
    try {
      const { faults, end } = await runSteps(world, surface, place, "expired token", steps);
      return { compared: steps.length + 1, faults: [...faults, ...compare("the condition", end.condition, null)] };
    } finally {
      forget();
      world.setAhead(0);
    }
  },
};

/** More calls than a minute may have (60, where the host is told so): each is made all the same, once. */
export const pressing: Scenario = {
  name: "429",
  notBundled: "calls are not counted where they are noted",
  async run(world, surface, place) {
    const key = `${standing(surface, place, "").prefix}pressing`;
    const steps = Array.from({ length: 63 }, (_, index): Step => ({
      operation: "increment_variable",
      given: [key],
      expect: { value: index + 1 },
    }));
    const { faults } = await runSteps(world, surface, place, "429", steps);
    return { compared: steps.length, faults };
  },
};

/** On a host that counts no calls, the program ends and comes back while the script makes calls: each is made once. */
export const absence: Scenario = {
  name: "server gone and back",
  notBundled: "a script with files waits for nobody",
  async run(world, surface, place) {
    const key = `${standing(surface, place, "").prefix}absence`;
    // A call of bash starts programs, and takes some thirty times as long.
    const calls = surface.type === "BASH" ? 60 : 500;
    const steps = Array.from({ length: calls }, (_, index): Step => ({
      operation: "increment_variable",
      given: [key],
      expect: { value: index + 1 },
    }));
    const name = eventName(surface, place, "absence");
    const environment = { CRONIUM_RETRIES: "20" };
    const script = surface.write(steps);
    const jobId = await world.start({ name, type: surface.type, run: await place.run(world), script, environment });
    await until("calls to be made", async () => Number(await world.variable(key)) >= 5);
    const made = Number(await world.variable(key));
    await world.restart();
    const end: ScriptEnd = await world.end(jobId);
    const isMeanwhile = made < steps.length ? [] : ["all calls had been made before the program left"];
    return { compared: steps.length, faults: [...findFaults(steps, end), ...isMeanwhile] };
  },
};

/** On a host as it usually is. */
export const scenarios: readonly Scenario[] = [operations, inputs, tools, refusals, expiry, large];
