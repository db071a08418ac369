import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { CredentialView, ServerView } from "../../bridge/views.ts";
import { CodeText } from "../../ui/code-text.tsx";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { KeyValueList, type KeyValue } from "../../ui/key-values.tsx";
import { Section } from "../../ui/section.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";

const kindWords: Readonly<Record<CredentialView["kind"], string>> = {
  key: "A private key, kept in the vault",
  agent: "The keys of the SSH agent; nothing is kept here",
  password: "A password, kept in the vault",
};

export interface CredentialPanelProps {
  readonly server: ServerView;
  readonly onReplace: () => void;
}

/** With what a server is logged in to: public parts alone, as secrets are never shown. */
export function CredentialPanel({ server, onReplace }: CredentialPanelProps) {
  const api = useApi();
  const credential = useQuery(api.servers.credential.queryOptions({ id: server.id }));
  const { data } = credential;
  return (
    <Section
      title="Login"
      actions={
        server.archived ? undefined : (
          <Button variant="default" size="compact-sm" onClick={onReplace}>
            Replace…
          </Button>
        )
      }
    >
      {credential.error !== null && <ErrorPanel title="The credential could not be read" error={credential.error} />}
      {data !== undefined && !data.isStored && (
        <TroublePanel
          title="Its key or password is not in the vault"
          message={server.archived ? "It was removed when the server was archived." : "Nothing can run there."}
          remedy={server.archived ? "Restoring the server asks for it." : "Give it once more with Replace."}
          tone={server.archived ? "cancelled" : "failed"}
        />
      )}
      {data?.problem !== undefined && (
        <TroublePanel title="The key cannot be used" message={data.problem} remedy="Give the right one with Replace." />
      )}
      {data?.certificate?.problem !== undefined && (
        <TroublePanel
          title="The certificate does not count"
          message={data.certificate.problem}
          remedy="Have it renewed, and give the new one with Replace. Check the clocks of both computers, too."
        />
      )}
      {data?.isStored === true && <KeyValueList items={itemsOf(data)} />}
    </Section>
  );
}

function itemsOf({ kind, key, certificate }: CredentialView): readonly KeyValue[] {
  return [
    { label: "With", value: kindWords[kind] },
    ...(key === undefined
      ? []
      : [
          { label: "Public part", value: <CodeText text={key.fingerprint} copy="fingerprint" /> },
          { label: "Kind", value: key.algorithm },
          ...(key.comment === undefined ? [] : [{ label: "Comment", value: key.comment }]),
        ]),
    ...(certificate === undefined
      ? []
      : [
          { label: "Certificate", value: certificate.keyId || "Without a name" },
          { label: "Valid for", value: certificate.principals.join(", ") || "any user the server allows" },
          {
            label: "Valid until",
            value: certificate.validUntil === undefined ? "It does not end" : <ZonedTime at={certificate.validUntil} />,
          },
          { label: "Signed by", value: <CodeText text={certificate.authority} copy="fingerprint" /> },
        ]),
  ];
}
