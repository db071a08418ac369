import type { Migration } from "./migration.ts";

const bytesOf = (row: string): string =>
  `octet_length(${row}.key) + octet_length(${row}.value) + octet_length(${row}.description)`;

/** What all variables take together is kept beside them, so that no write has to add them up. */
export const roomForVariables: Migration = {
  version: 9,
  name: "room for variables",
  up: [
    // One row.
    `CREATE TABLE variable_totals (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      bytes INTEGER NOT NULL CHECK (bytes >= 0)
    ) STRICT`,
    `INSERT INTO variable_totals SELECT 1, coalesce(sum(${bytesOf("variables")}), 0) FROM variables`,
    `CREATE TRIGGER variables_total_insert AFTER INSERT ON variables BEGIN
      UPDATE variable_totals SET bytes = bytes + ${bytesOf("new")};
    END`,
    `CREATE TRIGGER variables_total_update AFTER UPDATE OF key, value, description ON variables BEGIN
      UPDATE variable_totals SET bytes = bytes - (${bytesOf("old")}) + ${bytesOf("new")};
    END`,
    `CREATE TRIGGER variables_total_delete AFTER DELETE ON variables BEGIN
      UPDATE variable_totals SET bytes = bytes - (${bytesOf("old")});
    END`,
  ],
  down: [
    `DROP TRIGGER variables_total_delete`,
    `DROP TRIGGER variables_total_update`,
    `DROP TRIGGER variables_total_insert`,
    `DROP TABLE variable_totals`,
  ],
};
