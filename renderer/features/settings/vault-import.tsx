import { Button, FileButton, Group, PasswordInput, Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import styles from "./vault.module.css";

/** Shows what an export of secrets would change here, then takes it over. */
export function VaultImport({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>();
  const [passphrase, setPassphrase] = useState("");
  const [replace, setReplace] = useState(false);
  const preview = useMutation(api.vault.previewImport.mutationOptions());
  const take = useMutation(
    api.vault.import.mutationOptions({
      onSuccess: ({ added, replaced, kept }) => {
        notifyDone(`${String(added)} added, ${String(replaced)} replaced, ${String(kept)} left as they were`);
        onDone();
      },
    }),
  );
  const found = preview.data;
  const error = preview.error ?? take.error;
  const differs = found?.entries.some(({ kind }) => kind === "different") ?? false;
  const choose = (chosen: File | null): void => {
    preview.reset();
    if (chosen === null) return;
    void chosen.text().then((text) => setFile({ name: chosen.name, text }));
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (file === undefined) return;
        if (found === undefined) preview.mutate({ text: file.text, passphrase });
        else take.mutate({ text: file.text, passphrase, replace });
      }}
    >
      {error !== null && <ErrorPanel title="Nothing was changed" error={error} />}
      <Group gap="xs">
        <FileButton onChange={choose} accept=".json,application/json">
          {(props) => (
            <Button variant="default" data-autofocus {...props}>
              Choose a file…
            </Button>
          )}
        </FileButton>
        <span className={styles.quiet}>{file?.name ?? "made by an export of secrets"}</span>
      </Group>
      <PasswordInput
        label="Passphrase of the export"
        autoComplete="off"
        value={passphrase}
        onChange={(input) => {
          preview.reset();
          setPassphrase(input.currentTarget.value);
        }}
      />
      {found !== undefined && (
        <>
          <p className={styles.quiet}>
            Exported <RelativeTime at={found.exportedAt} />. Nothing is changed yet.
          </p>
          <div className={styles.entries} tabIndex={0} role="group" aria-label="What the export holds">
            <table>
              <thead>
                <tr>
                  <th scope="col">Secret of</th>
                  <th scope="col">Here</th>
                </tr>
              </thead>
              <tbody>
                {found.entries.map(({ reference, use, kind }) => (
                  <tr key={reference}>
                    <td>{use}</td>
                    <td>{kind}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {differs && (
            <Switch
              label="Replace those that differ"
              description="Otherwise they stay as they are here."
              checked={replace}
              onChange={(input) => setReplace(input.currentTarget.checked)}
            />
          )}
        </>
      )}
      <Button type="submit" loading={preview.isPending || take.isPending} disabled={file === undefined}>
        {found === undefined ? "Show what it holds" : "Import"}
      </Button>
    </form>
  );
}
