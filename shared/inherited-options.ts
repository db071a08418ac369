import { chooseOptions, usualOptions, type ChosenOptions, type ServerOptions } from "./server-options.ts";

/** What a group of servers chooses for all of its members. */
export interface GroupOptions {
  readonly name: string;
  readonly options: ServerOptions;
}

/** Groups and servers are named without regard to the case of ASCII letters, as the database compares names. */
export function foldedName(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The groups among these that choose something, in the order of their names: of two that do, the first counts. */
function choosingGroups(groups: readonly string[], all: readonly GroupOptions[]): readonly GroupOptions[] {
  const wanted = new Set(groups.map(foldedName));
  return all
    .filter(({ name }) => wanted.has(foldedName(name)))
    .sort((left, right) => (foldedName(left.name) < foldedName(right.name) ? -1 : 1));
}

/** All options of a server that is in these groups, decided. */
export function chosenFor(own: ServerOptions, groups: readonly string[], all: readonly GroupOptions[]): ChosenOptions {
  return chooseOptions(
    own,
    choosingGroups(groups, all).map(({ options }) => options),
  );
}

/** What holds for a server that says nothing itself, and the group it has it from; undefined: it is the usual. */
export function inheritedOption<Name extends keyof ServerOptions>(
  name: Name,
  groups: readonly string[],
  all: readonly GroupOptions[],
): { readonly value: ChosenOptions[Name]; readonly group: string | undefined } {
  const source = choosingGroups(groups, all).find(({ options }) => options[name] !== undefined);
  const value = source?.options[name] as ChosenOptions[Name] | undefined;
  return { value: value === undefined ? usualOptions[name] : value, group: source?.name };
}
