import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { newPassphrase } from "../../../shared/vault.ts";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { saveText } from "../../ui/save-text.ts";
import styles from "./vault.module.css";

/** Asks for the passphrase of an export, and saves it. */
export function VaultExport({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [complaint, setComplaint] = useState<string>();
  const save = useMutation(
    api.vault.export.mutationOptions({
      onSuccess: ({ text, secrets }) => {
        saveText("cronium-secrets.json", text);
        notifyDone(`${counted(secrets, "secret")} exported`);
        onDone();
      },
    }),
  );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const parsed = newPassphrase.safeParse(first);
        const problem = parsed.error?.issues[0]?.message ?? (first === second ? undefined : "The two differ");
        setComplaint(problem);
        if (problem === undefined) save.mutate({ passphrase: first });
      }}
    >
      {save.error !== null && <ErrorPanel title="The secrets could not be exported" error={save.error} />}
      <p>
        The file holds every secret, sealed with a passphrase of its own. Without that passphrase nobody can open it,
        you included.
      </p>
      <PasswordInput
        label="Passphrase for the export"
        data-autofocus
        autoComplete="new-password"
        value={first}
        error={complaint}
        onChange={(input) => setFirst(input.currentTarget.value)}
      />
      <PasswordInput
        label="Once more"
        autoComplete="new-password"
        value={second}
        onChange={(input) => setSecond(input.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending}>
        Export
      </Button>
    </form>
  );
}
