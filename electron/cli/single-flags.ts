import type { Command } from "commander";
import { collect } from "./server-add.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Lets a command refuse what contradicts itself: a flag with a value given twice, unless it collects them, and both of
 * a pair such as --group and --no-group. To be called once the command has all its flags.
 * @throws UsageError while the command line is read
 */
export function refuseContradictions(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    const [attribute, flag] = [option.attributeName(), `--${option.name()}`];
    command.on(`option:${option.name()}`, () => {
      const before = given.get(attribute);
      if (before !== undefined && before !== flag) {
        throw new UsageError(`${before} and ${flag} contradict each other: give one of them.`);
      }
      if (before === flag && option.required && option.parseArg !== collect) {
        throw new UsageError(`${flag} is given twice: give it once.`);
      }
      given.set(attribute, flag);
    });
  }
}
