import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { saveText } from "../../ui/save-text.ts";
import { useNewPassphrase } from "./use-new-passphrase.tsx";
import styles from "./vault.module.css";

/** Asks for the passphrase of an export, and saves it. */
export function VaultExport({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const passphrase = useNewPassphrase({ label: "Passphrase for the export", isFirst: true });
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
        const typed = passphrase.check();
        if (typed !== undefined) save.mutate({ passphrase: typed });
      }}
    >
      {save.error !== null && <ErrorPanel title="The secrets could not be exported" error={save.error} />}
      <p>
        The file holds every secret, sealed with a passphrase of its own. Without that passphrase nobody can open it,
        you included.
      </p>
      {passphrase.fields}
      <Button type="submit" loading={save.isPending}>
        Export
      </Button>
    </form>
  );
}
