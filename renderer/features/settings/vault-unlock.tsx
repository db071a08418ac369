import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { notifyDone } from "../../ui/notify.tsx";
import styles from "./vault.module.css";

/** Takes the passphrase that the secrets file waits for. */
export function VaultUnlock() {
  const api = useApi();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useMutation(api.vault.unlock.mutationOptions({ onSuccess: () => notifyDone("Secrets are unlocked") }));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        unlock.mutate({ passphrase });
      }}
    >
      <PasswordInput
        label="Passphrase of the secrets file"
        autoComplete="current-password"
        value={passphrase}
        error={unlock.error === null ? undefined : toProblem(unlock.error).message}
        onChange={(input) => setPassphrase(input.currentTarget.value)}
      />
      <Button type="submit" loading={unlock.isPending}>
        Unlock
      </Button>
    </form>
  );
}
