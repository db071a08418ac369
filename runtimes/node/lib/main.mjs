import cronium from "./main.cjs";

export default cronium;
export { cronium };
export const { Cronium, CroniumError, CroniumAPIError, CroniumTimeoutError } = cronium;
export const { sync, promises } = cronium;
export const {
  input,
  output,
  getVariable,
  getVariableEntry,
  setVariable,
  deleteVariable,
  incrementVariable,
  variableExists,
  appendVariable,
  setCondition,
  getCondition,
  event,
  context,
  log,
  progress,
  executeToolAction,
  sendEmail,
  sendSlackMessage,
  sendDiscordMessage,
  streamInput,
  streamOutput,
  info,
} = cronium;
export const {
  get_variable,
  get_variable_entry,
  set_variable,
  delete_variable,
  increment_variable,
  variable_exists,
  append_variable,
  set_condition,
  get_condition,
  execute_tool_action,
  send_email,
  send_slack_message,
  send_discord_message,
  stream_input,
  stream_output,
} = cronium;
