# shellcheck shell=bash
# What BASH_ENV names for the scripts of an event: cronium.sh, and after it what BASH_ENV named before, which
# CRONIUM_USER_BASH_ENV holds.

# shellcheck source=cronium.sh
. "${BASH_SOURCE[0]%/*}/cronium.sh"
if [[ -n ${CRONIUM_USER_BASH_ENV-} && -z ${_cronium_injecting-} ]]; then
  _cronium_injecting=1
  # As bash itself does: what is in the value is expanded, and a file that cannot be read is passed over.
  eval "if [[ -r \"$CRONIUM_USER_BASH_ENV\" ]]; then . \"$CRONIUM_USER_BASH_ENV\"; fi"
  unset _cronium_injecting
fi
