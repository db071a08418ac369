import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { boundedJson } from "../../shared/json-depth.ts";
import {
  textPartInput,
  variableDescription,
  variableFormats,
  variableImport,
  variableKey,
  type TextPart,
  type VariableImportResult,
  type VariablePage,
  type VariableSummary,
  type VariableView,
} from "../../shared/variable.ts";
import { variableFileDocument } from "../definitions/current-variables.ts";
import type { Database } from "../store/tables.ts";
import { countVariables, selectVariables } from "../store/variable-list.ts";
import { readSettings } from "../store/settings.ts";
import { bytesOfVariables, findVariable, listVariables } from "../store/variables.ts";
import { writeVariables } from "../variables/export-variables.ts";
import { planImport } from "../variables/plan-import.ts";
import type { VariableChange } from "../variables/variable-book.ts";
import type { ApiContext } from "./context.ts";
import { procedure, router } from "./procedure.ts";
import { textPart } from "./text-part.ts";
import { summariseVariable, viewUsage } from "./variable-views.ts";

/** Longer values are read in parts, bytes of JSON. */
const longestWhole = 256 * 1024;

const byKey = z.strictObject({ key: variableKey });

export const variablesRouter = router({
  /** By key. `search` finds a part of the key or of the description. */
  list: procedure
    .input(
      z
        .strictObject({ search: z.string().max(200).optional(), limit: z.int().min(1).max(5_000).default(1_000) })
        .optional(),
    )
    .query(async ({ ctx: context, input }): Promise<VariablePage> => {
      const { read } = context.store;
      const { search, limit = 1_000 } = input ?? {};
      const rows = await selectVariables(read, { search }, limit);
      return {
        variables: rows.map(summariseVariable),
        total: await countVariables(read, { search }),
        bytes: await bytesOfVariables(read),
        limitBytes: (await readSettings(read)).variableLimitBytes,
      };
    }),

  get: procedure.input(byKey).query(async ({ ctx: context, input: { key } }): Promise<VariableView> => {
    const summary = await variableOrError(context.store.read, key);
    const isWhole = summary.bytes !== undefined && summary.bytes <= longestWhole;
    return { ...summary, text: isWhole ? (await findVariable(context.store.read, key))?.value : undefined };
  }),

  /** A part of the value as JSON. */
  read: procedure
    .input(byKey.extend(textPartInput))
    .query(async ({ ctx: context, input: { key, from, length } }): Promise<TextPart> => {
      const row = await findVariable(context.store.read, key);
      if (row === undefined) throw missing(key);
      if (row.secret_reference !== null) {
        throw new CroniumError("forbidden", `${key} is a secret: its value is never shown again`);
      }
      return textPart(row.value, from, length);
    }),

  create: procedure
    .input(
      byKey.extend({
        value: boundedJson,
        description: variableDescription.default(""),
        secret: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx: context, input }) => change(context, { kind: "set", ...input, ifVersion: 0 })),

  /** What is not given stays as it is. A variable that is to be no secret any more needs a new value. */
  update: procedure
    .input(
      byKey.extend({
        /** The version that was seen: it is not changed over the head of anybody else. */
        version: z.int().min(1),
        value: boundedJson.optional(),
        description: variableDescription.optional(),
        secret: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx: context, input: { version, ...fields } }) =>
      change(context, { kind: "set", ...fields, ifVersion: version }),
    ),

  remove: procedure
    .input(byKey.extend({ version: z.int().min(1).optional() }))
    .mutation(async ({ ctx: context, input: { key, version } }) => {
      if (!(await context.variables.remove(key, { by: "user", ifVersion: version }))) throw missing(key);
      return {};
    }),

  usage: procedure.input(byKey).query(({ ctx: context, input }) => viewUsage(context.store.read, input.key)),

  /** Makes variables as a file says, all of them or none. */
  import: procedure.input(variableImport).mutation(async ({ ctx: context, input }): Promise<VariableImportResult> => {
    const planned = planImport(input.text, input.format, input.typed, await listVariables(context.store.read));
    const lines = planned.map(({ line }) => line);
    const changes = planned.flatMap((one) => one.change ?? []);
    if (input.dryRun || changes.length === 0) return { lines, applied: false };
    await context.variables.changeWith(changes, "user", (write) => context.store.write.transaction().execute(write));
    return { lines, applied: true };
  }),

  /** All variables as a file. Secrets are in it without their value. */
  export: procedure
    .input(z.strictObject({ format: z.enum(variableFormats) }))
    .query(async ({ ctx: context, input }) => ({
      text: writeVariables(await listVariables(context.store.read), input.format, variableFileDocument),
    })),
});

async function change(
  { variables, store }: ApiContext,
  wanted: VariableChange,
): Promise<{ readonly key: string; readonly version: number }> {
  const [written] = await variables.changeWith([wanted], "user", (write) => store.write.transaction().execute(write));
  return { key: wanted.key, version: written?.version ?? 0 };
}

async function variableOrError(database: Database, key: string): Promise<VariableSummary> {
  const [row] = await selectVariables(database, { key }, 1);
  if (row === undefined) throw missing(key);
  return summariseVariable(row);
}

function missing(key: string): CroniumError {
  return new CroniumError("not_found", `There is no variable ${key}`, {
    remedy: "List them with `cronium variable list`.",
  });
}
