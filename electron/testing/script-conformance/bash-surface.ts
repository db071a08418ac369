import { quote } from "../../executors/delivery/quote.ts";
import { isLongText, longTextUnit, type Step, type Surface, type Value } from "./step.ts";

/**
 * Bash has exit codes and text where others have values and exceptions: 0 done, 1 no or none, 3 refused, 4 not reached;
 * what was refused is on stderr. How an operation's answer is read depends on the operation.
 */
const showing = `
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
long_text() { yes ${longTextUnit} | head -n "$1" | tr -d '\\n'; }
# Without the line break that an answer ends with.
without_end() {
  "$@" | head -c -1
  return "\${PIPESTATUS[0]}"
}
show() { printf '#%s %s\\n' "$1" "$2"; }
show_failure() {
  local message code
  message=$(cat "$faults")
  if [[ $2 == 3 && $message =~ API\\ Error\\ \\(([0-9]+)\\) ]]; then
    code=\${BASH_REMATCH[1]}
    [[ $message =~ \\[([a-z_]+)\\] ]]
    show "$1" "{\\"refused\\":$code,\\"code\\":\\"\${BASH_REMATCH[1]}\\"}"
  elif [[ $2 == 4 ]]; then show "$1" '{"unreached":true}'
  else show "$1" "{\\"fault\\":$(jq -Rs . <"$faults")}"
  fi
}
run_json() {
  local number=$1 text status
  shift
  text=$("$@" 2>"$faults")
  status=$?
  if [[ $status == 0 ]]; then show "$number" "{\\"value\\":$text}"
  elif [[ $status == 1 && ! -s $faults ]]; then show "$number" '{"value":null}'
  else show_failure "$number" "$status"
  fi
}
run_text() {
  local number=$1 text status
  shift
  text=$("$@" 2>"$faults"; status=$?; printf .; exit $status)
  status=$?
  text=\${text%.}
  if [[ $status != 0 ]]; then show_failure "$number" "$status"
  elif ((\${#text} > 100000)); then show "$number" "{\\"digest\\":\\"$(printf %s "$text" | sha256sum | cut -d ' ' -f 1)\\"}"
  else show "$number" "{\\"value\\":$(printf %s "$text" | jq -Rs .)}"
  fi
}
run_done() {
  local number=$1 status
  shift
  "$@" >/dev/null 2>"$faults"
  status=$?
  if [[ $status == 0 ]]; then show "$number" '{"value":null}'; else show_failure "$number" "$status"; fi
}
run_answer() {
  local number=$1 status
  shift
  "$@" 2>"$faults"
  status=$?
  if [[ $status == 0 ]]; then show "$number" '{"value":true}'
  elif [[ $status == 1 && ! -s $faults ]]; then show "$number" '{"value":false}'
  else show_failure "$number" "$status"
  fi
}
`;

export const bash: Surface = {
  name: "bash",
  type: "BASH",
  write: (steps) =>
    [showing, ...steps.flatMap((step, index) => [...settingOf(step), lineOf(step, String(index))]), ""].join("\n"),
};

function settingOf({ environment = {} }: Step): string[] {
  return Object.entries(environment).map(([name, value]) =>
    value === "" ? `unset ${name}` : `export ${name}=${quote(value)}`,
  );
}

function lineOf(step: Step, number: string): string {
  const { operation, given, expect } = step;
  const ifVersion = step.ifVersion === undefined ? "" : ` --if-version ${String(step.ifVersion)}`;
  const isLong = "value" in expect && isLongText(expect.value);
  const key = word(given[0] ?? "");
  switch (operation) {
    case "input":
    case "event":
    case "context":
    case "info": {
      if (isLong) return `run_text ${number} without_end cronium_${operation}`;
      return `run_json ${number} cronium_${operation}${operation === "input" ? " --json" : ""}`;
    }
    case "get_variable":
      return isLong
        ? `run_text ${number} without_end cronium_get_variable ${key}`
        : `run_json ${number} cronium_get_variable --json ${key}`;
    case "output":
      return isLongText(given[0])
        ? `long_text ${String(given[0].repeated)} | run_done ${number} cronium_output --text --stdin`
        : `run_done ${number} cronium_output --json ${quote(JSON.stringify(given[0]))}`;
    case "set_variable":
      return isLongText(given[1])
        ? `long_text ${String(given[1].repeated)} | run_done ${number} cronium_set_variable --text${ifVersion} --stdin ${key}`
        : `run_done ${number} cronium_set_variable --json${ifVersion} ${key} ${quote(JSON.stringify(given[1]))}`;
    case "delete_variable":
      return `run_answer ${number} cronium_delete_variable${ifVersion} ${key}`;
    case "variable_exists":
      return `run_answer ${number} cronium_variable_exists ${key}`;
    case "stream_input":
      return `run_text ${number} cronium_stream_input`;
    case "stream_output":
      return `${streamed(given[0])} | run_done ${number} cronium_stream_output`;
    case "increment_variable":
    case "get_condition":
    case "execute_tool_action":
      return `run_json ${number} cronium_${operation} ${given.map(word).join(" ")}`;
    case "log": {
      const [message, level, fields] = given;
      const flags = [
        level === undefined ? "" : `--level ${word(level)}`,
        fields === undefined ? "" : `--fields ${word(fields)}`,
      ];
      return `run_done ${number} cronium_log ${flags.join(" ")} ${word(message)}`;
    }
    case "append_variable":
    case "set_condition":
    case "progress":
    case "send_email":
    case "send_slack_message":
    case "send_discord_message":
      return `run_done ${number} cronium_${operation} ${given.map(word).join(" ")}`;
  }
}

function word(value: Value): string {
  return quote(typeof value === "string" ? value : JSON.stringify(value));
}

function streamed(value: Value): string {
  return isLongText(value) ? `long_text ${String(value.repeated)}` : `printf %s ${word(value)}`;
}
