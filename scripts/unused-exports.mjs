// @ts-check
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { projectRoot } from "./project.mjs";
import { listSources } from "./source-files.mjs";

/** Files whose exports are used from outside the sources: by build, tools, or the program's own loader. */
const entries = [
  /^(migrations|runtimes|bin)\//,
  /\.config\.(ts|mjs)$/,
  /^scripts\/(vitest-tally|lint-format|seeded-fast-check)\.mjs$/,
  /^electron\/(shell\/(main|preload)|cli\/cronium|api\/router)\.ts$/,
  /^e2e\/stand-in\/electron\.ts$/,
  /\.d\.m?ts$/,
];

/**
 * @typedef {object} Surface what one file offers and takes
 * @property {Map<string, { line: number, isType: boolean }>} exports by name; lines count from 1
 * @property {{ from: string, name: string }[]} imports `name` is "*" when everything is taken
 * @property {Map<string, number>} mentions how often each identifier occurs in the file
 */

/**
 * Finds exports that no other file imports. A type used in its own file may stay exported: it is part of the signature
 * of something that is.
 * @param {ReadonlyMap<string, string>} files path relative to the repository -> source text
 * @returns {{ path: string, name: string, line: number }[]}
 */
export function unusedExports(files) {
  const surfaces = new Map([...files].map(([path, source]) => [path, readSurface(path, source)]));
  /** @type {Map<string, Set<string>>} */
  const taken = new Map();
  for (const { imports } of surfaces.values()) {
    for (const { from, name } of imports) taken.set(from, (taken.get(from) ?? new Set()).add(name));
  }
  return [...surfaces].flatMap(([path, { exports, mentions }]) => {
    if (entries.some((entry) => entry.test(path))) return [];
    const names = taken.get(path) ?? new Set();
    if (names.has("*")) return [];
    return [...exports]
      .filter(([name, { isType }]) => !names.has(name) && !(isType && (mentions.get(name) ?? 0) > 1))
      .map(([name, { line }]) => ({ path, name, line }));
  });
}

/**
 * @param {string} path
 * @param {string} source
 * @returns {Surface}
 */
function readSurface(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, false);
  /** @type {Surface} */
  const surface = { exports: new Map(), imports: [], mentions: new Map() };
  /** @param {ts.Node} node */
  const lineOf = (node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  /** @param {ts.Expression | undefined} specifier @param {readonly string[]} names */
  const take = (specifier, names) => {
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return;
    const from = posix.join(posix.dirname(path), specifier.text.replace(/\?.*$/, ""));
    surface.imports.push(...names.map((name) => ({ from, name })));
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isIdentifier(node)) surface.mentions.set(node.text, (surface.mentions.get(node.text) ?? 0) + 1);
    if (ts.isImportDeclaration(node)) take(node.moduleSpecifier, importedNames(node.importClause));
    if (ts.isExportDeclaration(node)) {
      const bindings = node.exportClause;
      const names = bindings && ts.isNamedExports(bindings) ? bindings.elements : [];
      take(node.moduleSpecifier, names.length > 0 ? names.map((name) => (name.propertyName ?? name.name).text) : ["*"]);
      for (const { name } of names) surface.exports.set(name.text, { line: lineOf(node), isType: node.isTypeOnly });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      take(node.arguments[0], ["*"]);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      take(/** @type {ts.Expression} */ (node.argument.literal), ["*"]);
    }
    for (const name of declaredExports(node)) {
      const isType = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
      surface.exports.set(name, { line: lineOf(node), isType });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return surface;
}

/** @param {ts.ImportClause | undefined} clause */
function importedNames(clause) {
  const names = clause?.name === undefined ? [] : ["default"];
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return ["*"];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

/** Names a declaration exports by its own `export` keyword. @param {ts.Node} node @returns {string[]} */
function declaredExports(node) {
  if (!ts.canHaveModifiers(node)) return [];
  if (!ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (!ts.isVariableStatement(node)) {
    const named = /** @type {ts.DeclarationStatement} */ (/** @type {unknown} */ (node));
    return named.name === undefined ? [] : [named.name.text];
  }
  return node.declarationList.declarations.flatMap(({ name }) =>
    ts.isIdentifier(name) ? [name.text] : boundNames(name),
  );
}

/** @param {ts.BindingPattern} pattern @returns {string[]} */
function boundNames(pattern) {
  return pattern.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name.text] : boundNames(element.name);
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const configurations = readdirSync(projectRoot).filter((name) => /\.config\.(ts|mjs)$/.test(name));
  const paths = [...listSources(projectRoot), ...configurations].filter((path) => /\.(tsx?|mjs)$/.test(path));
  const files = new Map(paths.map((path) => [path, readFileSync(join(projectRoot, path), "utf8")]));
  const unused = unusedExports(files);
  for (const { path, name, line } of unused)
    console.error(`${path}:${line}: nobody imports ${name}; delete it, or only its export`);
  console.log(`${files.size} files, ${unused.length} unused exports`);
  if (unused.length > 0) process.exitCode = 1;
}
