import { Button, Group, Modal } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconLock } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { VaultStatus } from "../../bridge/views.ts";
import { confirm } from "../../ui/confirm.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { Section } from "../../ui/section.tsx";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { VaultExport } from "./vault-export.tsx";
import { VaultFileForm } from "./vault-file-form.tsx";
import { VaultImport } from "./vault-import.tsx";
import { VaultUnlock } from "./vault-unlock.tsx";
import { unusedWords, vaultAnswer } from "./vault-words.ts";
import styles from "./vault.module.css";

/** Where passwords, keys and secret values are kept. */
export function Secrets() {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.vault.status.queryOptions());
  return (
    <Section title="Secrets" aside="passwords, private keys and secret values; never shown, only replaced">
      {data === undefined && error === null && <LoadingRows rows={2} />}
      {data === undefined && error !== null && (
        <ErrorPanel title="The vault could not be looked at" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && <VaultPanel status={data} />}
    </Section>
  );
}

function VaultPanel({ status }: { readonly status: VaultStatus }) {
  const { tone, words, detail } = vaultAnswer(status);
  const Icon = tone === "completed" ? IconLock : tone === "failed" ? IconCircleX : IconAlertTriangle;
  const unused = unusedWords(status);
  return (
    <div className={styles.panel}>
      <div className={classes(styles.answer, toneClass(tone))}>
        <Icon size={17} aria-hidden />
        <div>
          <p role="status">
            <b>{words}</b> {detail}
          </p>
          {unused !== undefined && <p className={styles.quiet}>{unused}</p>}
        </div>
      </div>
      {status.state === "none" && <VaultConsent />}
      {status.state === "locked" && <VaultUnlock />}
      {status.state === "open" && <VaultActions status={status} />}
    </div>
  );
}

/** Without a keychain nothing is stored before a person has agreed to where. */
function VaultConsent() {
  const api = useApi();
  const agree = useMutation(
    api.vault.useFile.mutationOptions({ onSuccess: () => notifyDone("Secrets are kept in an encrypted file") }),
  );
  return (
    <>
      <p className={styles.quiet}>
        Start a keychain (on Linux a Secret Service, such as GNOME Keyring or KWallet) and restart Cronium, or agree to
        an encrypted file in its data directory.
      </p>
      <VaultFileForm
        verb="Keep secrets in an encrypted file"
        pending={agree.isPending}
        error={agree.error}
        onSubmit={({ next }) => agree.mutate(next === undefined ? {} : { passphrase: next })}
      />
    </>
  );
}

type Dialog = "passphrase" | "move" | "export" | "import";

const titles: Readonly<Record<Dialog, string>> = {
  passphrase: "Passphrase of the secrets file",
  move: "Move secrets to an encrypted file",
  export: "Export secrets",
  import: "Import secrets",
};

function VaultActions({ status }: { readonly status: VaultStatus }) {
  const api = useApi();
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  const done = (words: string) => ({
    onSuccess: () => {
      notifyDone(words);
      close();
    },
  });
  const change = useMutation(api.vault.changePassphrase.mutationOptions(done("The secrets file is locked anew")));
  const toFile = useMutation(api.vault.move.mutationOptions(done("Secrets are in an encrypted file now")));
  const toKeychain = useMutation(
    api.vault.move.mutationOptions({
      ...done("Secrets are in the keychain now"),
      onError: (error) => notifyProblem("The secrets could not be moved", error),
    }),
  );
  const isFile = status.backend === "file";
  const contents: Readonly<Record<Dialog, () => ReactNode>> = {
    passphrase: () => (
      <VaultFileForm
        verb="Change"
        asksPresent={status.hasPassphrase}
        pending={change.isPending}
        error={change.error}
        onSubmit={(passphrases) => change.mutate(passphrases)}
      />
    ),
    move: () => (
      <VaultFileForm
        verb="Move"
        pending={toFile.isPending}
        error={toFile.error}
        onSubmit={({ next }) => toFile.mutate({ to: "file", ...(next === undefined ? {} : { passphrase: next }) })}
      />
    ),
    export: () => <VaultExport onDone={close} />,
    import: () => <VaultImport onDone={close} />,
  };
  return (
    <>
      <Group gap="xs">
        {isFile && (
          <Button variant="default" onClick={() => setDialog("passphrase")}>
            {status.hasPassphrase ? "Change the passphrase…" : "Give it a passphrase…"}
          </Button>
        )}
        {isFile && status.keychain !== undefined && (
          <Button
            variant="default"
            loading={toKeychain.isPending}
            onClick={() =>
              confirm({
                title: "Move all secrets to the keychain?",
                consequences: [
                  `They go to: ${status.keychain ?? ""}.`,
                  "The encrypted file is removed once the keychain has given back each of them.",
                ],
                verb: "Move",
                onConfirm: () => toKeychain.mutate({ to: "keychain" }),
              })
            }
          >
            Move to the keychain…
          </Button>
        )}
        {!isFile && (
          <Button variant="default" onClick={() => setDialog("move")}>
            Move to an encrypted file…
          </Button>
        )}
        <Button variant="default" onClick={() => setDialog("export")}>
          Export…
        </Button>
        <Button variant="default" onClick={() => setDialog("import")}>
          Import…
        </Button>
      </Group>
      <Modal
        opened={dialog !== undefined}
        onClose={close}
        title={dialog === undefined ? "" : titles[dialog]}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {dialog !== undefined && contents[dialog]()}
      </Modal>
    </>
  );
}
