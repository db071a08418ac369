// @ts-check

/** @typedef {{ from: string, to: string }} FileImport paths relative to the repository, with forward slashes */

/**
 * The folder a file counts as part of when folders are checked for cycles: one unit per noun, not per directory, since a
 * folder and its own subfolders may well need each other.
 * @param {string} path
 * @returns {string}
 */
function unitOf(path) {
  const parts = path.split("/").slice(0, -1);
  const depth = /^(electron\/executors|renderer\/features)\//.test(path)
    ? 3
    : /^(electron|renderer)\//.test(path)
      ? 2
      : 1;
  return parts.slice(0, depth).join("/");
}

/** What ships. Tests join what the product keeps apart, and tools come and go with what they build. */
const product = /^(shared|electron|renderer|migrations)\//;
const notProduct = /^electron\/testing\/|\.(test|spec)\.tsx?$|[/-]conformance[^/]*\.ts$/;

/** @param {string} path */
function isProduct(path) {
  return product.test(path) && !notProduct.test(path);
}

/**
 * Finds folders of the product that import each other in a circle (Tarjan's strongly connected components, 1972).
 * @param {readonly FileImport[]} imports
 * @returns {{ folders: string[], imports: FileImport[] }[]} each circle with the imports that close it
 */
export function folderCycles(imports) {
  const crossing = imports.filter(({ from, to }) => isProduct(from) && isProduct(to) && unitOf(from) !== unitOf(to));
  /** @type {Map<string, Set<string>>} */
  const edges = new Map();
  for (const { from, to } of crossing) {
    edges.set(unitOf(from), (edges.get(unitOf(from)) ?? new Set()).add(unitOf(to)));
  }
  return components(edges)
    .filter((folders) => folders.length > 1)
    .map((folders) => ({
      folders: folders.sort(),
      imports: crossing.filter(({ from, to }) => folders.includes(unitOf(from)) && folders.includes(unitOf(to))),
    }));
}

/** @param {Map<string, Set<string>>} edges */
function components(edges) {
  /** @type {Map<string, { order: number, low: number, open: boolean }>} */
  const visited = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];
  /** @param {string} node */
  const visit = (node) => {
    const mark = { order: visited.size, low: visited.size, open: true };
    visited.set(node, mark);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      const seen = visited.get(next);
      if (seen === undefined) mark.low = Math.min(mark.low, visit(next).low);
      else if (seen.open) mark.low = Math.min(mark.low, seen.order);
    }
    if (mark.low === mark.order) {
      const component = stack.splice(stack.indexOf(node));
      for (const member of component) /** @type {{ open: boolean }} */ (visited.get(member)).open = false;
      found.push(component);
    }
    return mark;
  };
  for (const node of edges.keys()) if (!visited.has(node)) visit(node);
  return found;
}
