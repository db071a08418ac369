import { PasswordInput, SegmentedControl, Textarea } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import type { ServerView } from "../../bridge/views.ts";
import { FormLabel } from "../../ui/form-label.tsx";
import { NoPlaceForSecrets } from "../../ui/no-place-for-secrets.tsx";
import { PrivateKeyField } from "./private-key-field.tsx";

export interface CredentialFieldsProps {
  readonly kind: ServerView["authenticationKind"];
  /** The kind of the credential that is in the vault; its fields may stay empty then. */
  readonly stored: ServerView["authenticationKind"] | undefined;
  readonly field: (name: "kind" | "privateKey" | "passphrase" | "certificate" | "password") => GetInputPropsReturnType;
}

const ways = [
  { value: "key", label: "Private key" },
  { value: "agent", label: "SSH agent" },
  { value: "password", label: "Password" },
];

/** How a server is logged in to: the choice of the way, and the fields of the chosen one. */
export function CredentialFields(properties: CredentialFieldsProps) {
  return (
    <>
      <div>
        <FormLabel>Log in with</FormLabel>
        <SegmentedControl fullWidth aria-label="Log in with" data={ways} {...properties.field("kind")} />
      </div>
      <WayFields {...properties} />
    </>
  );
}

function WayFields({ kind, stored, field }: CredentialFieldsProps) {
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
