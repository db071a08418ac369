import { useCallback } from "react";
import type { VariableView } from "../../bridge/views.ts";
import { useApiClient } from "../../bridge/api.tsx";
import { JsonValue } from "../../ui/json-value.tsx";
import { Section } from "../../ui/section.tsx";
import styles from "./variables.module.css";

/** The value, whole as far as it is short enough to be looked at; a secret's is not shown. */
export function VariableValue({ variable }: { readonly variable: VariableView }) {
  const client = useApiClient();
  const { key, isSecret, text, preview = "", bytes = 0, version } = variable;
  const readPart = useCallback((from: number) => client.variables.read.query({ key, from }), [client, key]);
  if (isSecret) {
    return (
      <Section title="Value">
        <p className={styles.quiet}>
          Hidden: scripts can read it, and it is masked in logs. Edit it to give it another value.
        </p>
      </Section>
    );
  }
  return (
    <Section title="Value">
      <JsonValue key={version} start={text ?? preview} bytes={bytes} name="value" fileName={key} readPart={readPart} />
    </Section>
  );
}
