import { TemplateProblem } from "./template-problem.ts";

/* What Handlebars gives for a parsed template, as far as it is looked at here. */
interface PathNode {
  readonly type: "PathExpression";
  readonly data: boolean;
  readonly parts: readonly string[];
  readonly original: string;
}
export interface TemplateNode {
  readonly type: string;
  readonly path?: TemplateNode;
  readonly params?: readonly TemplateNode[];
  readonly hash?: { readonly pairs: readonly { readonly value: TemplateNode }[] };
  readonly program?: TemplateNode | null;
  readonly inverse?: TemplateNode | null;
  readonly body?: readonly TemplateNode[];
  readonly value?: unknown;
}

export const blockHelpers = ["if", "unless", "each", "with", "ifEquals"];
export const valueHelpers = ["get", "formatDuration", "formatTime", "json", "lookup"];

/** A template is filled in within bounded time: it has at most so many parts, nested at most so deep. */
const mostNodes = 5_000;
const deepest = 30;

/** What `cronium` has for templates. */
const members = ["input", "getVariables", "event", "env"];

function isPath(node: TemplateNode | undefined): node is PathNode {
  return node?.type === "PathExpression";
}

/** The parts of a path from the top: `@root.cronium.input` is `cronium.input`. */
function fromTop({ data, parts }: PathNode): readonly string[] {
  return data && parts[0] === "root" ? parts.slice(1) : parts;
}

/**
 * Refuses what templates may not do, and finds the variables they speak of.
 * @returns the keys of the program's variables
 * @throws TemplateProblem
 */
export function checkSyntax(program: TemplateNode): ReadonlySet<string> {
  const keys = new Set<string>();
  let nodes = 0;

  function visitPath(path: PathNode): void {
    const [first, member, key] = fromTop(path);
    if (first !== "cronium") return;
    if (member === undefined || !members.includes(member)) {
      throw new TemplateProblem(`{{${path.original}}}: cronium has ${members.join(", ")}`);
    }
    if (member !== "getVariables") return;
    if (key === undefined) throw new TemplateProblem("name the variable: {{cronium.getVariables.KEY}}");
    keys.add(key);
  }

  function visitCall(node: TemplateNode, allowed: readonly string[], depth: number): void {
    const { path, params = [] } = node;
    const name = isPath(path) ? path.original : "";
    if (!allowed.includes(name)) {
      throw new TemplateProblem(`there is no helper “${name}” here; there are ${allowed.join(", ")}`);
    }
    const [object, literal] = params;
    const isOfVariables = name === "get" && isPath(object) && fromTop(object).join(" ") === "cronium getVariables";
    if (isOfVariables && literal?.type === "StringLiteral") {
      keys.add(String(literal.value));
      params.slice(1).forEach((param) => visit(param, depth + 1));
    } else params.forEach((param) => visit(param, depth + 1));
    node.hash?.pairs.forEach(({ value }) => visit(value, depth + 1));
  }

  function visit(node: TemplateNode, depth: number): void {
    nodes += 1;
    if (nodes > mostNodes || depth > deepest) throw new TemplateProblem("it has too many parts");
    switch (node.type) {
      case "Program":
        node.body?.forEach((part) => visit(part, depth + 1));
        return;
      case "MustacheStatement":
        if (node.params?.length || node.hash?.pairs.length) visitCall(node, valueHelpers, depth);
        else if (node.path !== undefined) visit(node.path, depth + 1);
        return;
      case "SubExpression":
        visitCall(node, valueHelpers, depth);
        return;
      case "BlockStatement":
        visitCall(node, blockHelpers, depth);
        if (node.program) visit(node.program, depth + 1);
        if (node.inverse) visit(node.inverse, depth + 1);
        return;
      case "PathExpression":
        visitPath(node as unknown as PathNode);
        return;
      case "ContentStatement":
      case "CommentStatement":
      case "StringLiteral":
      case "NumberLiteral":
      case "BooleanLiteral":
      case "NullLiteral":
      case "UndefinedLiteral":
        return;
      default:
        throw new TemplateProblem("it uses something of Handlebars that templates here do not have");
    }
  }

  visit(program, 0);
  return keys;
}
