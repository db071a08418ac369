import { Button, PasswordInput, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { useNewPassphrase } from "./use-new-passphrase.tsx";
import styles from "./vault.module.css";

export interface VaultFileFormProps {
  readonly verb: string;
  /** Whether the passphrase that the file has now is asked for. */
  readonly asksPresent?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (passphrases: { readonly present?: string; readonly next?: string }) => void;
}

/** How the encrypted file is to be locked: by a passphrase, or by a key beside it, and what either means. */
export function VaultFileForm({ verb, asksPresent = false, pending, error, onSubmit }: VaultFileFormProps) {
  const [lock, setLock] = useState("passphrase");
  const [present, setPresent] = useState("");
  const passphrase = useNewPassphrase({ label: "New passphrase" });

  function submit(): void {
    const given = asksPresent ? { present } : {};
    if (lock === "key") {
      onSubmit(given);
      return;
    }
    const next = passphrase.check();
    if (next !== undefined) onSubmit({ ...given, next });
  }

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error !== null && <ErrorPanel title="Nothing was changed" error={error} />}
      {asksPresent && (
        <PasswordInput
          label="Present passphrase"
          autoComplete="current-password"
          value={present}
          onChange={(input) => setPresent(input.currentTarget.value)}
        />
      )}
      <Radio.Group label="The file is locked by" value={lock} onChange={setLock}>
        <Stack gap="xs" mt={6}>
          <Radio
            value="passphrase"
            label="A passphrase"
            description="Asked for each time Cronium starts; until then, jobs that need a secret wait. Nobody can recover it."
          />
          <Radio
            value="key"
            label="A key beside it"
            description="Nothing is asked. Whoever can read this account’s files can read the secrets, too."
          />
        </Stack>
      </Radio.Group>
      {lock === "passphrase" && passphrase.fields}
      <Button type="submit" loading={pending}>
        {verb}
      </Button>
    </form>
  );
}
