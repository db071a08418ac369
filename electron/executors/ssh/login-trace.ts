import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ParsedKey } from "ssh2";
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
  return { ...describeHostKey(wire), comment: key.comment, rsaBits: rsaBitsOf(wire) };
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

/** An RSA key's wire form has its name, the exponent and the modulus, each after a length of 4 bytes (RFC 4253, 6.6). */
function rsaBitsOf(wire: Buffer): number | undefined {
  const name = wire.subarray(4, 4 + wire.readUInt32BE());
  if (name.toString("latin1") !== "ssh-rsa") return undefined;
  const exponentAt = 4 + name.length;
  const modulusAt = exponentAt + 4 + wire.readUInt32BE(exponentAt);
  const modulus = wire.subarray(modulusAt + 4, modulusAt + 4 + wire.readUInt32BE(modulusAt));
  const start = modulus.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}
