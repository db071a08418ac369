import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconKey, IconLock, IconShieldExclamation, type Icon } from "@tabler/icons-react";
import { useApi } from "../../bridge/api.tsx";
import type { HostKeyView, ServerView } from "../../bridge/views.ts";
import { CodeBlock, CodeText } from "../../ui/code-text.tsx";
import { confirm } from "../../ui/confirm.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Section } from "../../ui/section.tsx";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import keyStyles from "./host-key.module.css";
import styles from "./servers.module.css";
import { useTestServer } from "./use-test-server.ts";

interface FingerprintProps {
  readonly hostKey: HostKeyView;
  readonly label: string;
  readonly icon: Icon;
  readonly tone: Tone;
  /** What the instant of the key says: "pinned", "shown". */
  readonly when: string;
}

function Fingerprint({ hostKey, label, icon: Mark, tone, when }: FingerprintProps) {
  return (
    <div className={classes(keyStyles.key, toneClass(tone))} role="group" aria-label={label}>
      <span className={keyStyles.keyLabel}>
        <Mark size={16} aria-hidden />
        {label}
      </span>
      <CodeText text={hostKey.fingerprint} copy="fingerprint" />
      <span className={keyStyles.keyMeta}>
        {hostKey.algorithm}, {when} <RelativeTime at={hostKey.seenAt} />
      </span>
      {/* Says nothing that the fingerprint does not: it is for eyes alone. */}
      <pre className={keyStyles.art} aria-hidden>
        {hostKey.art}
      </pre>
      <span className={keyStyles.artCopy}>
        Picture <CopyButton text={hostKey.art} what={`picture, ${label.toLowerCase()}`} />
      </span>
    </div>
  );
}

/** The command that prints the fingerprint on the server itself. */
function commandFor({ algorithm }: HostKeyView): string {
  const kind = /ed25519/.test(algorithm) ? "ed25519" : /ecdsa/.test(algorithm) ? "ecdsa" : "rsa";
  return `ssh-keygen -lvf /etc/ssh/ssh_host_${kind}_key.pub`;
}

function useTrust(server: ServerView): { readonly trust: (key: HostKeyView) => void; readonly busy: boolean } {
  const api = useApi();
  const mutation = useMutation(api.servers.trust.mutationOptions());
  const test = useTestServer();
  const trust = ({ fingerprint }: HostKeyView): void =>
    mutation.mutate(
      { id: server.id, fingerprint },
      {
        onSuccess: () => {
          notifyDone(`The host key of ${server.name} is accepted.`);
          test.mutate({ id: server.id });
        },
        onError: (error) => notifyProblem("The host key could not be accepted", error),
      },
    );
  return { trust, busy: mutation.isPending };
}

/** Which host key the server has, and the decision about one that is offered. */
export function HostKeyPanel({ server }: { readonly server: ServerView }) {
  const { pinned, offered, expectedFingerprint } = server;
  return (
    <Section title="Host key">
      {offered === undefined && pinned === undefined && expectedFingerprint !== undefined && (
        <div className={styles.keys}>
          <p className={styles.explanation}>
            Expected is the key <code>{expectedFingerprint}</code>. It is accepted with the first login; no other is.
          </p>
          {!server.archived && <ForgetKey server={server} />}
        </div>
      )}
      {offered === undefined && pinned === undefined && expectedFingerprint === undefined && (
        <EmptyState compact sentence="Not known yet. A test asks the server for it and lets you accept it." />
      )}
      {offered === undefined && pinned !== undefined && (
        <div className={styles.keys}>
          <Fingerprint hostKey={pinned} label="Accepted key" icon={IconLock} tone="completed" when="seen" />
          <p className={styles.explanation}>Every connection is checked against it; with another key nothing runs.</p>
          {!server.archived && <ForgetKey server={server} />}
        </div>
      )}
      {offered !== undefined && pinned === undefined && <FirstKey server={server} offered={offered} />}
      {offered !== undefined && pinned !== undefined && (
        <ChangedKey server={server} offered={offered} pinned={pinned} />
      )}
    </Section>
  );
}

function FirstKey({ server, offered }: { readonly server: ServerView; readonly offered: HostKeyView }) {
  const { trust, busy } = useTrust(server);
  return (
    <div className={styles.keys}>
      <p className={styles.explanation}>
        The first time, only you can tell whether this really is {server.name}. Compare the fingerprint with the one the
        server prints on its own console, or that its provider shows you; the command draws the same picture:
      </p>
      <Fingerprint hostKey={offered} label="Offered key" icon={IconKey} tone="attention" when="shown" />
      <CodeBlock text={commandFor(offered)} copy="command" />
      <Group>
        <Button loading={busy} onClick={() => trust(offered)}>
          They are the same: accept
        </Button>
      </Group>
    </div>
  );
}

interface ChangedKeyProps {
  readonly server: ServerView;
  readonly offered: HostKeyView;
  readonly pinned: HostKeyView;
}

function ChangedKey({ server, offered, pinned }: ChangedKeyProps) {
  const { trust, busy } = useTrust(server);
  const ask = (): void =>
    confirm({
      title: `Accept another host key for ${server.name}?`,
      consequences: [
        "The key accepted so far is forgotten.",
        "From now on whoever holds the new key is taken for this server and is given its scripts and secrets.",
        `Only do this if you know why it changed, and \`${offered.fingerprint}\` is what the server itself prints.`,
      ],
      verb: "Accept the new key",
      danger: true,
      onConfirm: () => trust(offered),
    });
  return (
    <div className={styles.keys}>
      <TroublePanel
        title="This may not be your server"
        message={`${server.address} shows another host key than the one you accepted. Either the server was set up anew, or something between you and it pretends to be it.`}
        remedy="Nothing runs there meanwhile. Ask whoever runs the server, and compare with what it prints on its own console:"
      />
      <div className={keyStyles.comparison}>
        <Fingerprint hostKey={pinned} label="Accepted key" icon={IconLock} tone="completed" when="seen" />
        <Fingerprint hostKey={offered} label="Shown now" icon={IconShieldExclamation} tone="failed" when="shown" />
      </div>
      <CodeBlock text={commandFor(offered)} copy="command" />
      <Group>
        <Button color="red" variant="outline" loading={busy} onClick={ask}>
          Accept the new key…
        </Button>
      </Group>
    </div>
  );
}

/** For a server that is about to be set up anew: its next key is asked about instead of raising the alarm. */
function ForgetKey({ server }: { readonly server: ServerView }) {
  const api = useApi();
  const forgetting = useMutation(api.servers.forgetKey.mutationOptions());
  const ask = (): void =>
    confirm({
      title: `Forget the host key of ${server.name}?`,
      consequences: [
        "Nothing runs there until a key is accepted again.",
        "The next test shows the key the server has then, as if it were the first time: compare it once more.",
      ],
      verb: "Forget the key",
      danger: true,
      onConfirm: () =>
        forgetting.mutate(
          { id: server.id },
          {
            onSuccess: () => notifyDone(`The host key of ${server.name} is forgotten.`),
            onError: (error) => notifyProblem("The host key could not be forgotten", error),
          },
        ),
    });
  return (
    <Group>
      <Button variant="default" loading={forgetting.isPending} onClick={ask}>
        Forget…
      </Button>
    </Group>
  );
}
