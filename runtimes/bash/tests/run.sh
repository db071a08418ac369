#!/usr/bin/env bash
# Runs the tests of this library: bash run.sh [<part of a test's name>]. Exit code 0 when all hold.
# shellcheck source=support.sh
. "$(dirname "${BASH_SOURCE[0]}")/support.sh"
begin_runtime
# shellcheck source=../cronium.sh
. "$library_folder/cronium.sh"
for part in operations failures surroundings bundle; do
  # shellcheck source=/dev/null
  . "$tests_folder/$part.sh"
done

for name in $(compgen -A function test_); do
  if [[ $name == *"${1-}"* ]]; then "$name"; fi
done
printf '%d checks, %d failed\n' "$checks" "$failures"
((checks > 0 && failures == 0))
