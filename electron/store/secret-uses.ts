import { sql } from "kysely";
import type { Database } from "./tables.ts";

/** References to the vault as the program makes them. */
const madeHere = /\b(?:secret|variable)_[A-Za-z0-9_-]{43}/g;

interface Use {
  readonly reference: string | null;
  readonly use: string;
}

/**
 * What each secret of the vault belongs to, by its reference, in a person's words. Whatever is not in it, nothing
 * refers to: events keep the secrets of all their versions, and those hold what their jobs refer to.
 */
export async function secretUses(database: Database): Promise<ReadonlyMap<string, string>> {
  const uses = new Map<string, string>();
  for (const rows of [await earlierUses(database), await delegationUses(database), await presentUses(database)]) {
    for (const { reference, use } of rows) if (reference !== null) uses.set(reference, use);
  }
  return uses;
}

async function presentUses(database: Database): Promise<readonly Use[]> {
  const { rows } = await sql<Use>`
    SELECT secret_reference AS reference, 'a call that waits, signed' AS use FROM outbox
    UNION ALL SELECT a.secret_reference, 'event ' || e.name || ': what signs a call'
      FROM conditional_actions AS a JOIN events AS e ON e.id = a.event_id
    UNION ALL SELECT v.secret_reference, 'event ' || e.name || ': ' || v.key
      FROM environment_variables AS v JOIN events AS e ON e.id = v.event_id
    UNION ALL SELECT secret_reference, 'variable ' || key FROM variables
    UNION ALL SELECT credential_reference, 'server ' || name FROM servers`.execute(database);
  return rows;
}

async function earlierUses(database: Database): Promise<readonly Use[]> {
  const { rows } = await sql<Use>`
    SELECT DISTINCT json_extract(entry.value, '$.secretReference') AS reference,
      'event ' || e.name || ', an earlier version' AS use
    FROM event_versions AS v JOIN events AS e ON e.id = v.event_id,
      json_each(json_array(json_extract(v.definition, '$.environment'), json_extract(v.definition, '$.actions'))) AS part,
      json_each(part.value) AS entry
    WHERE part.type = 'array' AND reference IS NOT NULL`.execute(database);
  return rows;
}

/** What a schedule that is left to a server was given is written down as it was. */
async function delegationUses(database: Database): Promise<readonly Use[]> {
  const rows = await database.selectFrom("delegations").select(["server_name", "definition"]).execute();
  return rows.flatMap(({ server_name: server, definition }) =>
    [...definition.matchAll(madeHere)].map(([reference]) => ({ reference, use: `a schedule left to ${server}` })),
  );
}
