"use strict";
const fs = require("fs");

/** 127.0.0.1 and any address, in both families, as /proc/net writes them. */
const reachedByLoopback = ["0100007F", "00000000", "0".repeat(32), "0000000000000000FFFF00000100007F"];
/** Below are the system's own accounts, as which servers run. */
const firstPerson = 1000;

/**
 * False where nobody listens at the address of a tunnel, or another person's program does: the tunnel is lost, and
 * whoever has taken its port, or is about to, is not to be shown a token. Known on Linux alone.
 */
function mayBeTunnel(api) {
  const listening = readListening();
  if (listening.length === 0) return true;
  const port = Number(new URL(api).port);
  const owners = listening.filter((fields) => isAt(fields, port)).map((fields) => Number(fields[7]));
  return owners.length > 0 && owners.every((owner) => owner < firstPerson || owner === process.geteuid());
}

/** Of each listening socket: number, local address, remote address, 0A, …, owner. */
function readListening() {
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => {
    try {
      return fs.readFileSync(table, "latin1").split("\n");
    } catch {
      return [];
    }
  });
  return lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[3] === "0A");
}

function isAt(fields, port) {
  const [address, number] = fields[1].split(":");
  return parseInt(number, 16) === port && reachedByLoopback.includes(address);
}

module.exports = { mayBeTunnel };
