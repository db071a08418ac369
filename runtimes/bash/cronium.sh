# shellcheck shell=bash
# What bash scripts of Cronium Desktop talk to: input, output, shared variables, conditions, tools. README.md beside
# this file describes every function. Source it by hand, or for every bash at once:
#
#   source /path/to/cronium.sh        or        export BASH_ENV=/path/to/cronium.sh
#
# This file holds the names alone, so that sourcing it for every bash that starts costs next to nothing. What they do is
# in the files beside it, read in a subshell of each call: no option, trap, variable or descriptor of the script changes.

case ${BASH_SOURCE[0]} in
  /*) printf -v _cronium_home %q "${BASH_SOURCE[0]%/*}" ;;
  */*) printf -v _cronium_home %q "$PWD/${BASH_SOURCE[0]%/*}" ;;
  *) printf -v _cronium_home %q "$PWD" ;;
esac
# Tracing is switched off first: the token must not reach a trace.
eval "_cronium_call() ( { set +xv; } 2>/dev/null; . $_cronium_home/calls.sh && _cronium_call_in \
  $_cronium_home \"\$@\" )"
unset _cronium_home

cronium_input() { _cronium_call input "$@"; }
cronium.input() { _cronium_call input "$@"; }
cronium_output() { _cronium_call output "$@"; }
cronium.output() { _cronium_call output "$@"; }
cronium_get_variable() { _cronium_call get_variable "$@"; }
cronium_getVariable() { _cronium_call get_variable "$@"; }
cronium.get_variable() { _cronium_call get_variable "$@"; }
cronium.getVariable() { _cronium_call get_variable "$@"; }
cronium_set_variable() { _cronium_call set_variable "$@"; }
cronium_setVariable() { _cronium_call set_variable "$@"; }
cronium.set_variable() { _cronium_call set_variable "$@"; }
cronium.setVariable() { _cronium_call set_variable "$@"; }
cronium_delete_variable() { _cronium_call delete_variable "$@"; }
cronium_deleteVariable() { _cronium_call delete_variable "$@"; }
cronium.delete_variable() { _cronium_call delete_variable "$@"; }
cronium.deleteVariable() { _cronium_call delete_variable "$@"; }
cronium_increment_variable() { _cronium_call increment_variable "$@"; }
cronium_incrementVariable() { _cronium_call increment_variable "$@"; }
cronium.increment_variable() { _cronium_call increment_variable "$@"; }
cronium.incrementVariable() { _cronium_call increment_variable "$@"; }
cronium_append_variable() { _cronium_call append_variable "$@"; }
cronium_appendVariable() { _cronium_call append_variable "$@"; }
cronium.append_variable() { _cronium_call append_variable "$@"; }
cronium.appendVariable() { _cronium_call append_variable "$@"; }
cronium_variable_exists() { _cronium_call variable_exists "$@"; }
cronium_variableExists() { _cronium_call variable_exists "$@"; }
cronium.variable_exists() { _cronium_call variable_exists "$@"; }
cronium.variableExists() { _cronium_call variable_exists "$@"; }
cronium_set_condition() { _cronium_call set_condition "$@"; }
cronium_setCondition() { _cronium_call set_condition "$@"; }
cronium.set_condition() { _cronium_call set_condition "$@"; }
cronium.setCondition() { _cronium_call set_condition "$@"; }
cronium_get_condition() { _cronium_call get_condition "$@"; }
cronium_getCondition() { _cronium_call get_condition "$@"; }
cronium.get_condition() { _cronium_call get_condition "$@"; }
cronium.getCondition() { _cronium_call get_condition "$@"; }
cronium_event() { _cronium_call event "$@"; }
cronium.event() { _cronium_call event "$@"; }
cronium_context() { _cronium_call context "$@"; }
cronium.context() { _cronium_call context "$@"; }
cronium_event_field() { _cronium_call event_field "$@"; }
cronium_eventField() { _cronium_call event_field "$@"; }
cronium.event_field() { _cronium_call event_field "$@"; }
cronium.eventField() { _cronium_call event_field "$@"; }
cronium_log() { _cronium_call log "$@"; }
cronium.log() { _cronium_call log "$@"; }
cronium_progress() { _cronium_call progress "$@"; }
cronium.progress() { _cronium_call progress "$@"; }
cronium_execute_tool_action() { _cronium_call execute_tool_action "$@"; }
cronium_executeToolAction() { _cronium_call execute_tool_action "$@"; }
cronium.execute_tool_action() { _cronium_call execute_tool_action "$@"; }
cronium.executeToolAction() { _cronium_call execute_tool_action "$@"; }
cronium_send_email() { _cronium_call send_email "$@"; }
cronium_sendEmail() { _cronium_call send_email "$@"; }
cronium.send_email() { _cronium_call send_email "$@"; }
cronium.sendEmail() { _cronium_call send_email "$@"; }
cronium_send_slack_message() { _cronium_call send_slack_message "$@"; }
cronium_sendSlackMessage() { _cronium_call send_slack_message "$@"; }
cronium.send_slack_message() { _cronium_call send_slack_message "$@"; }
cronium.sendSlackMessage() { _cronium_call send_slack_message "$@"; }
cronium_send_discord_message() { _cronium_call send_discord_message "$@"; }
cronium_sendDiscordMessage() { _cronium_call send_discord_message "$@"; }
cronium.send_discord_message() { _cronium_call send_discord_message "$@"; }
cronium.sendDiscordMessage() { _cronium_call send_discord_message "$@"; }
cronium_stream_input() { _cronium_call stream_input "$@"; }
cronium_streamInput() { _cronium_call stream_input "$@"; }
cronium.stream_input() { _cronium_call stream_input "$@"; }
cronium.streamInput() { _cronium_call stream_input "$@"; }
cronium_stream_output() { _cronium_call stream_output "$@"; }
cronium_streamOutput() { _cronium_call stream_output "$@"; }
cronium.stream_output() { _cronium_call stream_output "$@"; }
cronium.streamOutput() { _cronium_call stream_output "$@"; }
cronium_info() { _cronium_call info "$@"; }
cronium.info() { _cronium_call info "$@"; }

# For every bash below, whether it sources this file or not.
export -f _cronium_call cronium_input cronium.input cronium_output cronium.output cronium_get_variable \
  cronium_getVariable cronium.get_variable cronium.getVariable cronium_set_variable cronium_setVariable \
  cronium.set_variable cronium.setVariable cronium_delete_variable cronium_deleteVariable cronium.delete_variable \
  cronium.deleteVariable cronium_increment_variable cronium_incrementVariable cronium.increment_variable \
  cronium.incrementVariable cronium_append_variable cronium_appendVariable cronium.append_variable \
  cronium.appendVariable cronium_variable_exists cronium_variableExists cronium.variable_exists \
  cronium.variableExists cronium_set_condition cronium_setCondition cronium.set_condition cronium.setCondition \
  cronium_get_condition cronium_getCondition cronium.get_condition cronium.getCondition cronium_event cronium.event \
  cronium_context cronium.context cronium_event_field cronium_eventField cronium.event_field cronium.eventField \
  cronium_log cronium.log cronium_progress cronium.progress cronium_execute_tool_action cronium_executeToolAction \
  cronium.execute_tool_action cronium.executeToolAction cronium_send_email cronium_sendEmail cronium.send_email \
  cronium.sendEmail cronium_send_slack_message cronium_sendSlackMessage cronium.send_slack_message \
  cronium.sendSlackMessage cronium_send_discord_message cronium_sendDiscordMessage cronium.send_discord_message \
  cronium.sendDiscordMessage cronium_stream_input cronium_streamInput cronium.stream_input cronium.streamInput \
  cronium_stream_output cronium_streamOutput cronium.stream_output cronium.streamOutput cronium_info cronium.info
