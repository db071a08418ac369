import { serverInput, type ServerInput } from "../../../shared/server.ts";
import type { ServerView } from "../../bridge/views.ts";
import { readOptionsDraft, toOptionsDraft, type OptionsDraft } from "./options-draft.ts";

/** What the form holds: texts as typed. */
export interface ServerFormValues {
  readonly name: string;
  readonly address: string;
  readonly port: number | string;
  readonly username: string;
  readonly kind: ServerView["authenticationKind"];
  readonly privateKey: string;
  readonly passphrase: string;
  readonly password: string;
  /** A certificate for the key; empty: none, or the one that is stored. */
  readonly certificate: string;
  readonly groups: string[];
  readonly tags: string[];
  readonly options: OptionsDraft;
  readonly hostKey: string;
  /** Empty: no limit. */
  readonly concurrency: number | string;
}

/** The form for a server as it is; secrets are never given back and start empty. */
export function toFormValues(server: ServerView | undefined): ServerFormValues {
  return {
    name: server?.name ?? "",
    address: server?.address ?? "",
    port: server?.port ?? 22,
    username: server?.username ?? "",
    kind: server?.authenticationKind ?? "key",
    privateKey: "",
    passphrase: "",
    password: "",
    certificate: "",
    groups: [...(server?.groups ?? [])],
    tags: [...(server?.tags ?? [])],
    options: toOptionsDraft(server?.options ?? {}),
    hostKey: "",
    concurrency: server?.concurrency ?? "",
  };
}

/** What is sent to save the form. An empty secret is left out: the stored one is kept. */
export function toServerInput(values: ServerFormValues): ServerInput {
  const port = typeof values.port === "number" ? values.port : Number.parseInt(values.port, 10);
  return {
    name: values.name,
    address: values.address,
    port,
    username: values.username,
    authentication: toAuthentication(values),
    groups: values.groups,
    tags: values.tags,
    options: readOptionsDraft(values.options).options,
    concurrency: values.concurrency === "" ? null : Number(values.concurrency),
    ...(values.hostKey.trim() === "" ? {} : { hostKey: values.hostKey.trim() }),
  };
}

export function toAuthentication({
  kind,
  privateKey,
  passphrase,
  password,
  certificate,
}: Pick<
  ServerFormValues,
  "kind" | "privateKey" | "passphrase" | "password" | "certificate"
>): ServerInput["authentication"] {
  if (kind === "agent") return { kind };
  if (kind === "password") return password === "" ? { kind } : { kind, password };
  return {
    kind,
    ...(privateKey.trim() === "" ? {} : { privateKey }),
    ...(passphrase === "" ? {} : { passphrase }),
    ...(certificate.trim() === "" ? {} : { certificate: certificate.trim() }),
  };
}

/** The form's field that a path of the saved input stands for: `authentication.privateKey` is `privateKey`. */
export function formField(path: string): keyof ServerFormValues | undefined {
  const [first = "", second = ""] = path.replace(/^server\./, "").split(".");
  const name = first === "authentication" && second !== "" ? second : first;
  const fields: readonly string[] = Object.keys(toFormValues(undefined));
  return fields.includes(name) ? (name as keyof ServerFormValues) : undefined;
}

const numberWords: Partial<Readonly<Record<keyof ServerFormValues, string>>> = {
  port: "a port is a number from 1 to 65535",
  concurrency: "a limit is a whole number from 1 to 500",
};

/**
 * What is wrong with the form, by field; empty when nothing is.
 * @param stored how the server saved so far authenticates; undefined for a new one
 */
export function validateServerForm(
  values: ServerFormValues,
  stored: ServerView["authenticationKind"] | undefined,
): Partial<Readonly<Record<keyof ServerFormValues, string>>> {
  const found: Partial<Record<keyof ServerFormValues, string>> = {};
  const parsed = serverInput.safeParse(toServerInput(values));
  for (const issue of parsed.error?.issues ?? []) {
    const field = formField(issue.path.map(String).join("."));
    if (field !== undefined) found[field] ??= numberWords[field] ?? issue.message;
  }
  if (Object.keys(readOptionsDraft(values.options).errors).length > 0) found.options = "see the options below";
  if (values.name.trim() === "") found.name = "give the server a name";
  if (values.kind === stored) return found;
  if (values.kind === "key" && values.privateKey.trim() === "")
    found.privateKey ??= "paste the private key, or choose its file";
  if (values.kind === "password" && values.password === "") found.password ??= "give the password";
  return found;
}
