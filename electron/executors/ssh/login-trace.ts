import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ParsedKey } from "ssh2";
import { rsaBits } from "../../openssh/key-bits.ts";
import { describeHostKey, type HostKey } from "./host-key.ts";

/** A public key that a login showed. */
export interface ShownKey extends HostKey {
  readonly comment: string;
  /** Bits of an RSA key's modulus; undefined for other kinds. */
  readonly rsaBits: number | undefined;
}

/** What happened while a login was attempted; told of when it is refused. Public parts alone. */
export interface LoginTrace {
  /** Names of the methods the server goes on offering (RFC 4252, 5.1); undefined: it has not said. */
  offered: readonly string[] | undefined;
  /** The server took one proof and wants another besides. */
  isHalfway: boolean;
  /** How the server lets logins be signed (RFC 8308, 3.1); undefined: it has not said. */
  signatures: readonly string[] | undefined;
  /** The keys that were there to be shown: one, or those of the agent. Undefined: none was asked for. */
  keys: readonly ShownKey[] | undefined;
  /** Fingerprints of those that the server knew, so that something had to be signed. */
  readonly known: Set<string>;
  /** The methods are through; what is asked now is only which there are. */
  isAsking: boolean;
}

export function createLoginTrace(): LoginTrace {
  return {
    offered: undefined,
    isHalfway: false,
    signatures: undefined,
    keys: undefined,
    known: new Set(),
    isAsking: false,
  };
}

/**
 * Tries one method after the other, and notes what the server says of it. A server that has not said by the end which
 * methods there are is asked by the method `none`, which is for that (RFC 4252, 5.2); nobody is to be let in by it.
 */
export function tracedMethods(
  trace: LoginTrace,
  methods: readonly AnyAuthMethod[],
  username: string,
): AuthHandlerMiddleware {
  let next = 0;
  return (left, isPartial, choose) => {
    // The library has null here before the first answer.
    const offered = left as readonly string[] | null;
    if (offered !== null) trace.offered = [...offered];
    if (isPartial) trace.isHalfway = true;
    const method = methods[next];
    next += 1;
    if (method !== undefined) choose(method);
    else if (trace.offered === undefined && !trace.isAsking) {
      trace.isAsking = true;
      choose({ type: "none", username });
    } else choose(false as unknown as AnyAuthMethod);
  };
}

export function shownKey(key: ParsedKey): ShownKey {
  const wire = key.getPublicSSH();
  return { ...describeHostKey(wire), comment: key.comment, rsaBits: rsaBits(wire) };
}

/**
 * A key, noting when something is signed with it: a server asks for that only once it knows the public part.
 * @param plain the same without a certificate
 */
export function tracedKey(trace: LoginTrace, plain: ParsedKey, key: ParsedKey): ParsedKey {
  const shown = shownKey(plain);
  trace.keys = [shown];
  const sign = key.sign.bind(key);
  return Object.assign(Object.create(key) as ParsedKey, {
    sign(...words: Parameters<ParsedKey["sign"]>) {
      trace.known.add(shown.fingerprint);
      return sign(...words);
    },
  });
}

/** What the library does with messages; not part of its interface, so it is looked at before it is used. */
interface MessageHandlers {
  EXT_INFO?: (
    protocol: unknown,
    extensions: readonly { readonly name: string; readonly algs?: readonly string[] }[],
  ) => void;
}

/** Notes which signatures the server takes, which the library keeps to itself. @param client one that is connecting */
export function traceSignatures(trace: LoginTrace, client: Client): void {
  const { _protocol: protocol } = client as unknown as { _protocol?: { _handlers?: MessageHandlers } };
  const handlers = protocol?._handlers;
  const handle = handlers?.EXT_INFO;
  if (handlers === undefined || handle === undefined) return;
  handlers.EXT_INFO = (from, extensions) => {
    trace.signatures ??= extensions.find(({ name }) => name === "server-sig-algs")?.algs;
    handle(from, extensions);
  };
}

/** More names of methods or signatures than this are counted, not told. */
const mostNames = 24;

/** Names that a server gave, of which any may be told: printable ASCII, at most 64 characters (RFC 4251, 6). */
export function namesText(names: readonly string[], last = ", "): string {
  const proper = names.filter((name) => /^[\x21-\x7e]{1,64}$/.test(name));
  const more = names.length - Math.min(proper.length, mostNames);
  const told = proper.slice(0, mostNames).join(last);
  return more === 0 ? told : `${told}${told === "" ? "" : " and "}${String(more)} more`;
}

/** What the server goes on offering, as the end of a sentence. */
export function offeredWords({ offered }: LoginTrace): string {
  if (offered === undefined) return "";
  return offered.length === 0 ? "; it offers no way to log in" : `; it offers ${namesText(offered)}`;
}
