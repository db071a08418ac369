import { Button } from "@mantine/core";
import { IconCornerDownLeft } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import {
  libraryEntries,
  librarySnippets,
  plainSnippet,
  searchLibrary,
  type LibraryEntry,
} from "../../../shared/library-reference.ts";
import type { ScriptType } from "../../../shared/words.ts";
import { FilterField } from "../../ui/filter-field.tsx";
import styles from "./reference-panel.module.css";

/** What the panel shows of an operation or of a snippet. */
interface Shown {
  readonly name: string;
  readonly group: string;
  readonly does: string;
  readonly signature: string | undefined;
  readonly code: string;
}

const snippetGroup = "Snippets";

export interface ReferencePanelProps {
  readonly language: ScriptType;
  /** Absent while the editor is still being loaded. */
  readonly onInsert: ((text: string) => void) | undefined;
}

/** What scripts of a language can say to the program: each with its call, a sentence, and an example to insert. */
export function ReferencePanel({ language, onInsert }: ReferencePanelProps) {
  const [search, setSearch] = useState("");
  const all = useMemo(() => allOf(language), [language]);
  const found = searchLibrary(all, textOf, search);
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <aside className={styles.panel} aria-label="Helpers">
      <FilterField label="Search helpers" value={search} onChange={setSearch} />
      <div className={styles.entries} tabIndex={0} role="region" aria-label="Helper reference">
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className={styles.group}>{group}</h3>
            <ul className={styles.list}>
              {found
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <Entry key={entry.name} entry={entry} onInsert={onInsert} />
                ))}
            </ul>
          </section>
        ))}
        {found.length === 0 && (
          <p className={styles.none} role="status">
            No helper is about that.
          </p>
        )}
      </div>
    </aside>
  );
}

function Entry({ entry, onInsert }: { readonly entry: Shown } & Pick<ReferencePanelProps, "onInsert">) {
  const { name, signature, does, code } = entry;
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        <span className={signature === undefined ? styles.name : styles.call}>{name}</span>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCornerDownLeft size={13} aria-hidden />}
          disabled={onInsert === undefined}
          aria-label={`Insert ${name}`}
          onClick={() => onInsert?.(code)}
        >
          Insert
        </Button>
      </div>
      <p className={styles.does}>{does}</p>
      {signature !== undefined && <code className={styles.signature}>{signature}</code>}
      <pre className={styles.code}>{code.trimEnd()}</pre>
    </li>
  );
}

function allOf(language: ScriptType): readonly Shown[] {
  const operations = libraryEntries(language).map(({ call, group, does, signature, example }: LibraryEntry) => ({
    name: call,
    group,
    does,
    signature,
    code: example,
  }));
  const snippets = librarySnippets(language).map((snippet) => ({
    name: snippet.name,
    group: snippetGroup,
    does: snippet.does,
    signature: undefined,
    code: plainSnippet(snippet),
  }));
  return [...operations, ...snippets];
}

function textOf({ name, group }: Shown): string {
  return `${name} ${group}`;
}
