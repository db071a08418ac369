// @ts-check
import { builtinModules } from "node:module";

/** @typedef {{ selector: string, message: string }} Restriction an ESTree selector that must match nothing */

const abbreviations =
  "^(ctx|cfg|conf|opts|err|msg|req|res|fn|cb|idx|tmp|val|str|num|arr|obj|el|btn|cmd|evt|elem|prev)$";

/**
 * Names we choose ourselves: variables, parameters, functions, types, members. A name destructured from something
 * foreign keeps its foreign name, and so do the keys of object literals.
 */
const namingPlaces = [
  "VariableDeclarator > Identifier.id",
  ":function > Identifier.params",
  ":function > AssignmentPattern.params > Identifier.left",
  ":function > RestElement.params > Identifier.argument",
  "CatchClause > Identifier.param",
  "FunctionDeclaration > Identifier.id",
  "ClassDeclaration > Identifier.id",
  "PropertyDefinition > Identifier.key",
  "MethodDefinition > Identifier.key",
  "TSPropertySignature > Identifier.key",
  "TSTypeAliasDeclaration > Identifier.id",
  "TSInterfaceDeclaration > Identifier.id",
];

/** @type {readonly Restriction[]} */
export const everywhere = [
  {
    selector: `:matches(${namingPlaces.join(", ")})[name=/${abbreviations}/]`,
    message: "Write the whole word: names are read far more often than typed.",
  },
  {
    selector: String.raw`:matches(ImportDeclaration, ImportExpression)[source.value=/^\.{1,2}\/(?!.*\.[a-z0-9]+(\?[a-z&]+)?$)/]`,
    message: "Write the file's extension (./name.ts): what is imported is then a file one can open.",
  },
  {
    selector: `:matches(ImportDeclaration, ImportExpression)[source.value=/^(${builtinModules.filter((name) => /^\w+$/.test(name)).join("|")})$/]`,
    message: "Write node: before a built-in module's name.",
  },
];

/** @type {readonly Restriction[]} */
export const plainExports = [
  {
    selector: "ExportAllDeclaration, ExportNamedDeclaration[source]",
    message: "Re-exports hide where a thing lives. Import the file that defines it.",
  },
  { selector: "ExportDefaultDeclaration", message: "Export by name: one name everywhere, and tools can follow it." },
];

const useClock = "Take the Clock handed in (electron/base/clock.ts): tests then own the time.";
const useIds = "Take the Ids handed in (electron/base/ids.ts): tests then know what comes.";
const timers = "setTimeout|setInterval|setImmediate";

/** Real time and chance, which only electron/base/clock.ts and electron/base/ids.ts may touch. @type {readonly Restriction[]} */
export const realTimeAndChance = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: `Date.now: ${useClock}` },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `new Date(): ${useClock}` },
  { selector: "CallExpression[callee.name='Date']", message: `Date(): ${useClock}` },
  { selector: `CallExpression[callee.name=/^(${timers})$/]`, message: `A timer: ${useClock}` },
  {
    selector: `MemberExpression[object.name=/^(globalThis|global|window)$/][property.name=/^(${timers})$/]`,
    message: `A timer: ${useClock}`,
  },
  { selector: "ImportDeclaration[source.value=/^(node:)?timers/]", message: `A timer: ${useClock}` },
  {
    selector: "MemberExpression[object.name='performance'][property.name='now']",
    message: `performance.now: ${useClock}`,
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='hrtime']",
    message: `process.hrtime: ${useClock}`,
  },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: `Math.random: ${useIds}` },
  { selector: "MemberExpression[property.name='randomUUID']", message: `randomUUID: ${useIds}` },
  { selector: "ImportSpecifier[imported.name='randomUUID']", message: `randomUUID: ${useIds}` },
];
