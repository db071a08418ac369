import { PasswordInput, Textarea } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import type { ServerView } from "../../bridge/views.ts";
import { NoPlaceForSecrets } from "../../ui/no-place-for-secrets.tsx";
import { PrivateKeyField } from "./private-key-field.tsx";

export interface CredentialFieldsProps {
  readonly kind: ServerView["authenticationKind"];
  /** The kind of the credential that is in the vault; its fields may stay empty then. */
  readonly stored: ServerView["authenticationKind"] | undefined;
  readonly field: (name: "privateKey" | "passphrase" | "certificate" | "password") => GetInputPropsReturnType;
}

/** The fields of one way to log in. */
export function CredentialFields({ kind, stored, field }: CredentialFieldsProps) {
  if (kind === "agent") return null;
  if (kind === "password") {
    return (
      <>
        <NoPlaceForSecrets />
        <PasswordInput
          label="Password"
          placeholder={stored === "password" ? "The stored password is kept" : ""}
          autoComplete="off"
          {...field("password")}
        />
      </>
    );
  }
  return (
    <>
      <NoPlaceForSecrets />
      <PrivateKeyField isStored={stored === "key"} {...field("privateKey")} />
      <PasswordInput
        label="Passphrase of the key"
        description="Only if the key has one."
        autoComplete="off"
        {...field("passphrase")}
      />
      <Textarea
        label="Certificate of the key"
        description="Only if an authority signed the key: the line of its file that ends in -cert.pub."
        placeholder={
          stored === "key" ? "A stored certificate is kept with its key." : "ssh-ed25519-cert-v01@openssh.com AAAA…"
        }
        rows={2}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--font-mono)", fontSize: 12 } }}
        {...field("certificate")}
      />
    </>
  );
}
