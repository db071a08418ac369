import { Button, Group, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { ServerView } from "../../bridge/views.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { CredentialFields } from "./credential-fields.tsx";
import { toAuthentication } from "./server-form-values.ts";
import styles from "./servers.module.css";
import { useTestServer } from "./use-test-server.ts";

export interface RestoreDialogProps {
  /** The server that is to come back; undefined: closed. */
  readonly server: ServerView | undefined;
  readonly onClose: () => void;
}

/** Takes a server back into use; its key or password went when it was archived and is asked for again. */
export function RestoreDialog({ server, onClose }: RestoreDialogProps) {
  return (
    <Modal
      opened={server !== undefined}
      onClose={onClose}
      title={`Restore ${server?.name ?? ""}`}
      size={520}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {server !== undefined && <RestoreForm server={server} onClose={onClose} />}
    </Modal>
  );
}

function RestoreForm({ server, onClose }: { readonly server: ServerView; readonly onClose: () => void }) {
  const api = useApi();
  const restoring = useMutation(api.servers.restore.mutationOptions());
  const test = useTestServer();
  const form = useForm<{
    kind: ServerView["authenticationKind"];
    privateKey: string;
    passphrase: string;
    certificate: string;
    password: string;
  }>({
    initialValues: { kind: server.authenticationKind, privateKey: "", passphrase: "", certificate: "", password: "" },
    validate: ({ kind, privateKey, password }) => ({
      ...(kind === "key" && privateKey.trim() === ""
        ? { privateKey: "paste the private key, or choose its file" }
        : {}),
      ...(kind === "password" && password === "" ? { password: "give the password" } : {}),
    }),
  });
  const restore = (values: typeof form.values): void =>
    restoring.mutate(
      { id: server.id, authentication: toAuthentication(values) },
      {
        onSuccess: () => {
          notifyDone(`${server.name} is back.`);
          test.mutate({ id: server.id });
          onClose();
        },
      },
    );
  return (
    <form onSubmit={form.onSubmit(restore)} noValidate>
      <Stack gap="sm">
        <p className={styles.explanation}>
          Its key or password was removed from the vault when it was archived. Give it once more; the server is tested
          at once.
        </p>
        <CredentialFields kind={form.values.kind} stored={undefined} field={(name) => form.getInputProps(name)} />
        {restoring.error !== null && <ErrorPanel title="The server could not be restored" error={restoring.error} />}
        <Group justify="flex-end" gap="xs" className={styles.formButtons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={restoring.isPending}>
            Restore
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
