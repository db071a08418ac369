import type { ReactNode } from "react";

/** One column of a table. */
export interface Column<Row> {
  readonly key: string;
  /** The heading; for a column of buttons a name that is read but not shown. */
  readonly title: string;
  readonly hidesTitle?: boolean;
  /** Pixels; columns without share what is left. */
  readonly width?: number;
  readonly align?: "start" | "end";
  readonly cell: (row: Row) => ReactNode;
}
