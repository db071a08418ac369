import { PasswordInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { newPassphrase } from "../../../shared/vault.ts";

export interface NewPassphrase {
  /** The two fields in which it is typed. */
  readonly fields: ReactNode;
  /** The passphrase, when both fields hold the same that will do; else says beside them what is wrong. */
  readonly check: () => string | undefined;
}

export interface NewPassphraseChoices {
  readonly label: string;
  /** The first field takes the focus of the dialog it is in. */
  readonly isFirst?: boolean;
}

/** A new passphrase, typed twice: nobody can look it up later. */
export function useNewPassphrase({ label, isFirst = false }: NewPassphraseChoices): NewPassphrase {
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [complaint, setComplaint] = useState<string>();
  const [repeatComplaint, setRepeatComplaint] = useState<string>();
  return {
    fields: (
      <>
        <PasswordInput
          label={label}
          {...(isFirst ? { "data-autofocus": true } : {})}
          autoComplete="new-password"
          value={first}
          error={complaint}
          onChange={(input) => setFirst(input.currentTarget.value)}
        />
        <PasswordInput
          label="Once more"
          autoComplete="new-password"
          value={second}
          error={repeatComplaint}
          onChange={(input) => setSecond(input.currentTarget.value)}
        />
      </>
    ),
    check() {
      const parsed = newPassphrase.safeParse(first);
      setComplaint(parsed.error?.issues[0]?.message);
      setRepeatComplaint(first === second ? undefined : "The two differ");
      return parsed.success && first === second ? first : undefined;
    },
  };
}
