import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SecretMark } from "./variable-columns.tsx";
import styles from "./variables.module.css";

/** What the list says while there is nothing in it. */
export function NoVariables({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <EmptyState
      sentence="Scripts share values here: a place to look up, a count that goes on from run to run, a key to a service."
      picture={
        <dl className={styles.example}>
          <dt>REGION</dt>
          <dd>
            <code>"eu-central"</code>
          </dd>
          <dt>RUNS</dt>
          <dd>
            <code>1024</code>
          </dd>
          <dt>API_TOKEN</dt>
          <dd>
            <SecretMark />
          </dd>
        </dl>
      }
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
          New variable
        </Button>
      }
    />
  );
}
