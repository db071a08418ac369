import type { ScriptType } from "./words.ts";

/** How an operation is written in one language: what it takes and gives, and a line or a few that use it. */
export interface CallForm {
  readonly signature: string;
  readonly example: string;
}

export const operationGroups = ["Input and output", "Variables", "The run", "Messages and tools"] as const;

/** One operation of the helper library. A language without a form does not have it. */
export interface LibraryOperation {
  /** Its name in Python and, behind `cronium_`, in Bash; Node has it as `camelCase`, too. */
  readonly name: string;
  readonly group: (typeof operationGroups)[number];
  /** One sentence. */
  readonly does: string;
  readonly forms: Readonly<Partial<Record<ScriptType, CallForm>>>;
}

function form(signature: string, example: string): CallForm {
  return { signature, example };
}

const inputAndOutput: readonly Omit<LibraryOperation, "group">[] = [
  {
    name: "input",
    does: "Gives what this run was handed, or nothing.",
    forms: {
      BASH: form("cronium_input [--json]", "order=$(cronium_input --json | jq -r .order)"),
      PYTHON: form("input() -> Any", "order = cronium.input()"),
      NODEJS: form("input(): any", "const order = cronium.input();"),
    },
  },
  {
    name: "output",
    does: "Sets what this run leaves for what follows; the last call counts.",
    forms: {
      BASH: form("cronium_output [--json|--text] [--stdin|VALUE]", `cronium_output --json '{"done":true}'`),
      PYTHON: form("output(data) -> None", 'cronium.output({"done": True})'),
      NODEJS: form("output(data): void", "cronium.output({ done: true });"),
    },
  },
  {
    name: "stream_input",
    does: "Gives a large input as text, piece by piece and never whole in memory.",
    forms: {
      BASH: form("cronium_stream_input", "cronium_stream_input | wc -l"),
      PYTHON: form(
        "stream_input(chunk_size=65536) -> Iterator[str]",
        "for text in cronium.stream_input():\n    print(len(text))",
      ),
      NODEJS: form(
        "streamInput(): Iterable<string>",
        "for (const text of cronium.streamInput()) console.log(text.length);",
      ),
    },
  },
  {
    name: "stream_output",
    does: "Sets the output to a large text that comes in pieces.",
    forms: {
      BASH: form("cronium_stream_output < TEXT", "sort names.txt | cronium_stream_output"),
      PYTHON: form("stream_output(chunks) -> None", 'cronium.stream_output(open("report.txt"))'),
      NODEJS: form("streamOutput(chunks): void", 'cronium.streamOutput(["first\\n", "second\\n"]);'),
    },
  },
];

const variables: readonly Omit<LibraryOperation, "group">[] = [
  {
    name: "get_variable",
    does: "Gives the value of a variable, or nothing where there is none of that name.",
    forms: {
      BASH: form("cronium_get_variable [--json|--version] KEY", "region=$(cronium_get_variable region) || region=eu"),
      PYTHON: form("get_variable(key, default=None) -> Any", 'region = cronium.get_variable("region", "eu")'),
      NODEJS: form("getVariable(key, fallback = null): any", 'const region = cronium.getVariable("region", "eu");'),
    },
  },
  {
    name: "get_variable_entry",
    does: "Gives a variable with its version, to change it only if nobody else has.",
    forms: {
      PYTHON: form("get_variable_entry(key) -> dict | None", 'entry = cronium.get_variable_entry("region")'),
      NODEJS: form(
        "getVariableEntry(key): { key, value, version } | null",
        'const entry = cronium.getVariableEntry("region");',
      ),
    },
  },
  {
    name: "set_variable",
    does: "Sets a variable that all scripts share and gives its new version; on request only if it has a certain version now.",
    forms: {
      BASH: form(
        "cronium_set_variable [--json|--text] [--if-version N] KEY VALUE",
        'cronium_set_variable last "$order"',
      ),
      PYTHON: form("set_variable(key, value, if_version=None) -> int", 'cronium.set_variable("last", order)'),
      NODEJS: form("setVariable(key, value, { ifVersion }): number", 'cronium.setVariable("last", order);'),
    },
  },
  {
    name: "delete_variable",
    does: "Deletes a variable and says whether there was one.",
    forms: {
      BASH: form("cronium_delete_variable [--if-version N] KEY", "cronium_delete_variable last"),
      PYTHON: form("delete_variable(key, if_version=None) -> bool", 'cronium.delete_variable("last")'),
      NODEJS: form("deleteVariable(key, { ifVersion }): boolean", 'cronium.deleteVariable("last");'),
    },
  },
  {
    name: "increment_variable",
    does: "Adds to a number in one step and gives the new value; a missing one counts as 0.",
    forms: {
      BASH: form("cronium_increment_variable KEY [BY]", "runs=$(cronium_increment_variable runs)"),
      PYTHON: form("increment_variable(key, by=1) -> int | float", 'runs = cronium.increment_variable("runs")'),
      NODEJS: form("incrementVariable(key, by = 1): number", 'const runs = cronium.incrementVariable("runs");'),
    },
  },
  {
    name: "variable_exists",
    does: "Says whether there is a variable of that name, whatever its value.",
    forms: {
      BASH: form("cronium_variable_exists KEY", "if cronium_variable_exists last; then echo again; fi"),
      PYTHON: form("variable_exists(key) -> bool", 'if cronium.variable_exists("last"):\n    print("again")'),
      NODEJS: form("variableExists(key): boolean", 'if (cronium.variableExists("last")) console.log("again");'),
    },
  },
  {
    name: "append_variable",
    does: "Adds a text to a variable behind a separator; nothing is lost when several do so at once.",
    forms: {
      BASH: form("cronium_append_variable KEY TEXT [SEPARATOR]", 'cronium_append_variable journal "$(date): done"'),
      PYTHON: form('append_variable(key, text, separator="\\n") -> str', 'cronium.append_variable("journal", "done")'),
      NODEJS: form(
        'appendVariable(key, text, separator = "\\n"): string',
        'cronium.appendVariable("journal", "done");',
      ),
    },
  },
];

const run: readonly Omit<LibraryOperation, "group">[] = [
  {
    name: "set_condition",
    does: "Sets the condition that decides whether follow-ups “on condition” run.",
    forms: {
      BASH: form("cronium_set_condition true|false", "cronium_set_condition true"),
      PYTHON: form("set_condition(condition) -> None", "cronium.set_condition(True)"),
      NODEJS: form("setCondition(condition): void", "cronium.setCondition(true);"),
    },
  },
  {
    name: "get_condition",
    does: "Gives the condition this run has set, or nothing.",
    forms: {
      BASH: form("cronium_get_condition", "cronium_get_condition"),
      PYTHON: form("get_condition() -> bool | None", "condition = cronium.get_condition()"),
      NODEJS: form("getCondition(): boolean | null", "const condition = cronium.getCondition();"),
    },
  },
  {
    name: "event",
    does: "Gives what runs: id, name, type, runLocation, successCount, failureCount, server, jobId, attempt, startTime and more.",
    forms: {
      BASH: form("cronium_event", "cronium_event | jq -r .name"),
      PYTHON: form("event() -> dict", 'name = cronium.event()["name"]'),
      NODEJS: form("event(): object", "const { name } = cronium.event();"),
    },
  },
  {
    name: "context",
    does: "The same as event.",
    forms: {
      BASH: form("cronium_context", "cronium_context | jq .attempt"),
      PYTHON: form("context() -> dict", 'attempt = cronium.context()["attempt"]'),
      NODEJS: form("context(): object", "const { attempt } = cronium.context();"),
    },
  },
  {
    name: "event_field",
    does: "Gives one field of what runs, such as name or server.address.",
    forms: { BASH: form("cronium_event_field FIELD", "name=$(cronium_event_field name)") },
  },
  {
    name: "progress",
    does: "Tells how far this run is, from 0 to 1; it is shown with the job.",
    forms: {
      BASH: form("cronium_progress FRACTION|PERCENT% [MESSAGE]", 'cronium_progress 40% "copying"'),
      PYTHON: form("progress(fraction=None, message=None, percent=None) -> None", 'cronium.progress(0.4, "copying")'),
      NODEJS: form("progress(fraction, message?): void", 'cronium.progress(0.4, "copying");'),
    },
  },
  {
    name: "log",
    does: "Writes a line to the log of this run, with a level and fields if wanted.",
    forms: {
      BASH: form(
        "cronium_log [--level LEVEL] [--fields JSON] MESSAGE",
        'cronium_log --level warning "disk is nearly full"',
      ),
      PYTHON: form('log(message, level="info", fields=None) -> None', 'cronium.log("disk is nearly full", "warning")'),
      NODEJS: form('log(message, level = "info", fields?): void', 'cronium.log("disk is nearly full", "warning");'),
    },
  },
  {
    name: "info",
    does: "Gives what is known without asking: version, ids, place, address, whether there is a token.",
    forms: {
      BASH: form("cronium_info", "cronium_info"),
      PYTHON: form("info() -> dict", "print(cronium.info())"),
      NODEJS: form("info(): object", "console.log(cronium.info());"),
    },
  },
];

const messages: readonly Omit<LibraryOperation, "group">[] = [
  {
    name: "execute_tool_action",
    does: "Has a tool do something and gives its answer.",
    forms: {
      BASH: form(
        "cronium_execute_tool_action TOOL ACTION [JSON]",
        `cronium_execute_tool_action slack send_message '{"channel":"#ops","text":"done"}'`,
      ),
      PYTHON: form(
        "execute_tool_action(tool, action, params=None) -> dict",
        'cronium.execute_tool_action("slack", "send_message", {"channel": "#ops", "text": "done"})',
      ),
      NODEJS: form(
        "executeToolAction(tool, action, params?): object",
        'cronium.executeToolAction("slack", "send_message", { channel: "#ops", text: "done" });',
      ),
    },
  },
  {
    name: "send_email",
    does: "Sends a mail, once there is a tool for it; until then it is refused (404, tool_not_found).",
    forms: {
      BASH: form(
        "cronium_send_email TO SUBJECT BODY [--cc …] [--bcc …] [--html]",
        'cronium_send_email ops@example.com "Backup" "It is done."',
      ),
      PYTHON: form(
        "send_email(to, subject, body, **more) -> dict",
        'cronium.send_email("ops@example.com", "Backup", "It is done.")',
      ),
      NODEJS: form(
        "sendEmail(to, subject, body, more?): object",
        'cronium.sendEmail("ops@example.com", "Backup", "It is done.");',
      ),
    },
  },
  {
    name: "send_slack_message",
    does: "Sends a message to Slack, once there is a tool for it; until then it is refused (404, tool_not_found).",
    forms: {
      BASH: form(
        "cronium_send_slack_message CHANNEL TEXT [--username …]",
        'cronium_send_slack_message "#ops" "It is done."',
      ),
      PYTHON: form(
        "send_slack_message(channel, text, **more) -> dict",
        'cronium.send_slack_message("#ops", "It is done.")',
      ),
      NODEJS: form(
        "sendSlackMessage(channel, text, more?): object",
        'cronium.sendSlackMessage("#ops", "It is done.");',
      ),
    },
  },
  {
    name: "send_discord_message",
    does: "Sends a message to Discord, once there is a tool for it; until then it is refused (404, tool_not_found).",
    forms: {
      BASH: form(
        "cronium_send_discord_message CHANNEL_ID CONTENT [--embed JSON]",
        'cronium_send_discord_message 123456 "It is done."',
      ),
      PYTHON: form(
        "send_discord_message(channel_id, content, **more) -> dict",
        'cronium.send_discord_message("123456", "It is done.")',
      ),
      NODEJS: form(
        "sendDiscordMessage(channelId, content, more?): object",
        'cronium.sendDiscordMessage("123456", "It is done.");',
      ),
    },
  },
];

/** Every operation of the helper library, in the order people look for them. */
export const libraryOperations: readonly LibraryOperation[] = [
  ...inputAndOutput.map((each) => ({ ...each, group: "Input and output" as const })),
  ...variables.map((each) => ({ ...each, group: "Variables" as const })),
  ...run.map((each) => ({ ...each, group: "The run" as const })),
  ...messages.map((each) => ({ ...each, group: "Messages and tools" as const })),
];
