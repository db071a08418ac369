/** Bytes of messages to the kernel (linux/netlink.h), in its byte order on every machine Docker images are made for. */
const messageHeaderBytes = 16;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly body: Uint8Array;
}

export function netlinkMessage({ type, flags, sequence, body }: NetlinkMessage): Buffer {
  const message = Buffer.alloc(messageHeaderBytes + padded(body.length));
  message.writeUInt32LE(messageHeaderBytes + body.length, 0);
  message.writeUInt16LE(type, 4);
  message.writeUInt16LE(flags, 6);
  message.writeUInt32LE(sequence, 8);
  message.set(body, messageHeaderBytes);
  return message;
}

/** An attribute whose value is bytes. */
export function attribute(type: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(padded(4 + value.length));
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.set(value, 4);
  return bytes;
}

/** An attribute whose value is attributes. */
export function nested(type: number, ...attributes: readonly Uint8Array[]): Buffer {
  const nestedFlag = 0x8000;
  return attribute(type | nestedFlag, Buffer.concat(attributes));
}

export function text(type: number, value: string): Buffer {
  return attribute(type, Buffer.from(`${value}\0`));
}

/** Numbers of the packet filter go in network order. */
export function number(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return attribute(type, bytes);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
