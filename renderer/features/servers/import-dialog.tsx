import { Button, Checkbox, Group, Modal, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ImportPreview, ImportResult } from "../../bridge/views.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import { ImportCandidateRow } from "./import-candidate-row.tsx";
import styles from "./servers.module.css";

interface Source {
  readonly config?: string;
  readonly knownHosts?: string;
}

/** Takes over servers that the OpenSSH client of this user knows: shown first, then those that are chosen. */
export function ImportDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [source, setSource] = useState<Source>({});
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Import servers from OpenSSH"
      size={820}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened && (
        <Stack gap="sm">
          <SourceForm source={source} onChange={setSource} />
          <Found key={JSON.stringify(source)} source={source} onClose={onClose} />
        </Stack>
      )}
    </Modal>
  );
}

function SourceForm({ source, onChange }: { readonly source: Source; readonly onChange: (source: Source) => void }) {
  const [config, setConfig] = useState(source.config ?? "");
  const [knownHosts, setKnownHosts] = useState(source.knownHosts ?? "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange({
          ...(config.trim() === "" ? {} : { config: config.trim() }),
          ...(knownHosts.trim() === "" ? {} : { knownHosts: knownHosts.trim() }),
        });
      }}
    >
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <TextInput
          label="Configuration"
          placeholder="~/.ssh/config"
          flex={1}
          value={config}
          onChange={(change) => setConfig(change.currentTarget.value)}
        />
        <TextInput
          label="Known host keys"
          placeholder="~/.ssh/known_hosts"
          flex={1}
          value={knownHosts}
          onChange={(change) => setKnownHosts(change.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Read
        </Button>
      </Group>
    </form>
  );
}

function Found({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const api = useApi();
  const preview = useQuery(api.servers.importPreview.queryOptions(source, { staleTime: Infinity, retry: false }));
  if (preview.isPending) return <LoadingRows rows={4} />;
  if (preview.error !== null) {
    return <ErrorPanel title="Nothing could be read" error={preview.error} onRetry={() => void preview.refetch()} />;
  }
  if (preview.data.candidates.length === 0) {
    return <EmptyState compact sentence={`${preview.data.config} names no servers.`} />;
  }
  return <Choice preview={preview.data} source={source} onClose={onClose} />;
}

interface ChoiceProps {
  readonly preview: ImportPreview;
  readonly source: Source;
  readonly onClose: () => void;
}

function Choice({ preview, source, onClose }: ChoiceProps) {
  const api = useApi();
  const importing = useMutation(api.servers.import.mutationOptions());
  const { candidates } = preview;
  const [names, setNames] = useState<readonly string[]>(() =>
    candidates.filter(({ verdict }) => verdict === "new").map(({ name }) => name),
  );
  const [readKeys, setReadKeys] = useState(true);
  const [acceptHostKeys, setAcceptHostKeys] = useState(true);
  const [passphrases, setPassphrases] = useState<Readonly<Record<string, string>>>({});
  const [result, setResult] = useState<ImportResult>();
  const chosen = candidates.filter(({ name }) => names.includes(name));
  const begin = (): void =>
    importing.mutate(
      {
        ...source,
        names: [...names],
        readKeys,
        acceptHostKeys,
        passphrases: Object.fromEntries(Object.entries(passphrases).filter(([, text]) => text !== "")),
      },
      {
        onSuccess: (done) => {
          if (done.imported.length > 0) notifyDone(`${counted(done.imported.length, "server")} imported.`);
          if (done.failed.length === 0) onClose();
          else setResult(done);
        },
      },
    );
  return (
    <>
      <Checkbox
        label="Read private keys and certificates into the vault"
        description="Otherwise the SSH agent is asked for keys. The files stay as they are."
        checked={readKeys}
        onChange={(change) => setReadKeys(change.currentTarget.checked)}
      />
      <Checkbox
        label="Accept the host keys that are known there"
        description="You have compared them before, when you first connected with ssh. A key accepted here is not replaced."
        checked={acceptHostKeys}
        onChange={(change) => setAcceptHostKeys(change.currentTarget.checked)}
      />
      {preview.notTaken.length > 0 && (
        <TroublePanel
          tone="partial"
          title="Parts of the configuration are not taken"
          raw={preview.notTaken.join("\n")}
        />
      )}
      <ul className={styles.candidates} aria-label="Servers found">
        {candidates.map((candidate) => {
          const { name, asksAgent, keyFile, isKeyEncrypted } = candidate;
          const isChosen = names.includes(name);
          return (
            <ImportCandidateRow
              key={name}
              candidate={candidate}
              isChosen={isChosen}
              onChoose={(chooses) => setNames(chooses ? [...names, name] : names.filter((other) => other !== name))}
            >
              {isChosen && readKeys && isKeyEncrypted && (
                <PasswordInput
                  label={`Passphrase of ${name}'s key`}
                  description={`${keyFile ?? ""} is encrypted. ${asksAgent ? "Left empty, the SSH agent is asked." : "It is needed: no SSH agent is to be asked."}`}
                  autoComplete="off"
                  mt={4}
                  value={passphrases[name] ?? ""}
                  onChange={(change) => setPassphrases({ ...passphrases, [name]: change.currentTarget.value })}
                />
              )}
            </ImportCandidateRow>
          );
        })}
      </ul>
      {importing.error !== null && <ErrorPanel title="Nothing was imported" error={importing.error} />}
      {result?.failed.map(({ name, message }) => (
        <TroublePanel key={name} title={`${name} was not imported`} message={message} />
      ))}
      <Group justify="flex-end" gap="xs" className={styles.formButtons}>
        <Button variant="default" onClick={onClose}>
          {result === undefined ? "Cancel" : "Close"}
        </Button>
        <Button disabled={chosen.length === 0} loading={importing.isPending} onClick={begin}>
          Import {counted(chosen.length, "server")}
        </Button>
      </Group>
    </>
  );
}
