import { attribute, netlinkMessage, nested, number, text } from "./netlink.ts";

/** A range of IPv4 addresses: those that equal `address` in the bits of `mask`. Both as unsigned 32-bit numbers. */
export interface AddressRange {
  readonly address: number;
  readonly mask: number;
}

export interface Closing {
  /** Nothing is sent there. */
  readonly forbidden: readonly AddressRange[];
  /** Name servers, which may be asked even at forbidden addresses. */
  readonly nameServers: readonly number[];
}

// Numbers from linux/netfilter/nf_tables.h and nfnetlink.h.
const tablesSubsystem = 10;
const batchBegin = 0x10;
const batchEnd = 0x11;
const newTable = 0;
const newChain = 3;
const newRule = 6;
const requestFlag = 0x001;
const answerFlag = 0x004;
const createFlags = 0xc00;
const familyInet = 1;
const register = 1;
const table = "cronium";
const chain = "output";

/**
 * Messages that make the kernel refuse what leaves a network namespace for forbidden addresses, and all IPv6 that does
 * not stay inside. A filter and not routes: with a socket bound to its interface, a script without any privilege sends
 * past the routes to whoever answers on the link.
 */
export function closeNetwork({ forbidden, nameServers }: Closing): Buffer {
  let sequence = 0;
  const batchEdge = (type: number): Buffer =>
    netlinkMessage({ type, flags: requestFlag, sequence: sequence++, body: familyHeader(0, tablesSubsystem) });
  const change = (type: number, ...attributes: readonly Buffer[]): Buffer =>
    netlinkMessage({
      type: (tablesSubsystem << 8) | type,
      flags: requestFlag | answerFlag | createFlags,
      sequence: sequence++,
      body: Buffer.concat([familyHeader(familyInet, 0), ...attributes]),
    });
  const rule = (...expressions: readonly Buffer[]): Buffer =>
    change(newRule, text(1, table), text(2, chain), nested(4, ...expressions));
  return Buffer.concat([
    batchEdge(batchBegin),
    change(newTable, text(1, table)),
    // Hook 3: what processes send out; priority 0; policy 1: accept.
    change(
      newChain,
      text(1, table),
      text(3, chain),
      nested(4, number(1, 3), number(2, 0)),
      number(5, 1),
      text(7, "filter"),
    ),
    rule(...isProtocolFamily(10), ...leaves(), reject()),
    ...nameServers.flatMap((address) =>
      [6, 17].map((protocol) => rule(...isSentTo({ address, mask: 0xffffffff }), ...isForPort(protocol, 53), accept())),
    ),
    ...forbidden.map((range) => rule(...isSentTo(range), ...leaves(), reject())),
    batchEdge(batchEnd),
  ]);
}

function familyHeader(family: number, resource: number): Buffer {
  return Buffer.from([family, 0, resource >> 8, resource & 0xff]);
}

function expression(name: string, ...attributes: readonly Buffer[]): Buffer {
  return nested(1, text(1, name), nested(2, ...attributes));
}

/** @param key what is looked at; @param value in the form the kernel keeps it */
function meta(key: number, value: Uint8Array, isEqual: boolean): readonly Buffer[] {
  return [expression("meta", number(1, register), number(2, key)), compare(value, isEqual)];
}

function compare(value: Uint8Array, isEqual: boolean): Buffer {
  return expression("cmp", number(1, register), number(2, isEqual ? 0 : 1), nested(3, attribute(1, value)));
}

/** @param family 2: IPv4, 10: IPv6 */
function isProtocolFamily(family: number): readonly Buffer[] {
  return meta(15, Buffer.from([family]), true);
}

/** Goes out through an interface other than the first, which is always the loopback. */
function leaves(): readonly Buffer[] {
  return meta(5, Buffer.from([1, 0, 0, 0]), false);
}

function isSentTo({ address, mask }: AddressRange): readonly Buffer[] {
  const destination = expression("payload", number(1, register), number(2, 1), number(3, 16), number(4, 4));
  const masked = expression(
    "bitwise",
    number(1, register),
    number(2, register),
    number(3, 4),
    nested(4, attribute(1, fourBytes(mask))),
    nested(5, attribute(1, fourBytes(0))),
  );
  return [...isProtocolFamily(2), destination, masked, compare(fourBytes((address & mask) >>> 0), true)];
}

/** @param protocol 6: TCP, 17: UDP */
function isForPort(protocol: number, port: number): readonly Buffer[] {
  const destination = expression("payload", number(1, register), number(2, 2), number(3, 2), number(4, 2));
  return [
    ...meta(16, Buffer.from([protocol]), true),
    destination,
    compare(Buffer.from([port >> 8, port & 0xff]), true),
  ];
}

function accept(): Buffer {
  return expression("immediate", number(1, 0), nested(2, nested(2, number(1, 1))));
}

/** The sender is told at once that there is no way, by whichever protocol. */
function reject(): Buffer {
  const byAnyProtocol = 2;
  const hostUnreachable = 2;
  return expression("reject", number(1, byAnyProtocol), attribute(2, Buffer.from([hostUnreachable])));
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
