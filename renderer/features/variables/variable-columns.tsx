import { IconEyeOff } from "@tabler/icons-react";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import type { VariableSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Column } from "../../ui/table-column.ts";
import styles from "./variables.module.css";

type VariableColumn = Column<VariableSummary>;

/** That a value is hidden: an icon and a word. */
export function SecretMark() {
  return (
    <span className={styles.secret}>
      <IconEyeOff size={14} aria-hidden />
      Secret
    </span>
  );
}

/** Who changed a variable last. */
export function Changer({ variable: { updatedBy } }: { readonly variable: VariableSummary }) {
  if (updatedBy.kind === "user") return <span>you</span>;
  if (updatedBy.name === undefined) return <span className={styles.quiet}>an event, deleted</span>;
  return <a href={paths.event(updatedBy.eventId)}>{updatedBy.name}</a>;
}

/** How many events use it, as far as their runs have. */
function usedBy({ readers, writers }: VariableSummary): string {
  const parts = [
    ...(readers > 0 ? [`${counted(readers, "reader")}`] : []),
    ...(writers > 0 ? [`${counted(writers, "writer")}`] : []),
  ];
  return parts.length === 0 ? "–" : parts.join(", ");
}

/** The columns of the list, as many as the window has room for. */
export function useVariableColumns(): readonly VariableColumn[] {
  const isWide = useMediaQuery("(min-width: 1200px)", undefined, { getInitialValueInEffect: false });
  return useMemo(() => {
    const description: VariableColumn = {
      key: "description",
      title: "Description",
      cell: ({ description: words }) => (
        <span className={styles.cut} title={words}>
          {words}
        </span>
      ),
    };
    return [
      {
        key: "key",
        title: "Key",
        width: 210,
        cell: ({ key }) => (
          <a className={styles.key} href={paths.variable(key)} title={key}>
            {key}
          </a>
        ),
      },
      {
        key: "value",
        title: "Value",
        cell: ({ isSecret, preview = "" }) =>
          isSecret ? (
            <SecretMark />
          ) : (
            <code className={styles.preview} title={preview}>
              {preview}
            </code>
          ),
      },
      ...(isWide ? [description] : []),
      {
        key: "version",
        title: "Version",
        width: 75,
        align: "end",
        cell: ({ version }) => version.toLocaleString("en-GB"),
      },
      { key: "used", title: "Used by", width: 170, cell: usedBy },
      {
        key: "changed",
        title: "Changed",
        width: 180,
        cell: (variable) => (
          <span className={styles.changed}>
            <RelativeTime at={variable.updatedAt} /> by <Changer variable={variable} />
          </span>
        ),
      },
    ];
  }, [isWide]);
}
