/** What tests, benchmarks and demos use of the bed. Types: read-bed.d.mts. */
import { describeBed } from "./description.mjs";
import { bringsUp } from "./layout.mjs";

export { cutConnections, replaceHostKey, restoreHostKey, startServer, stopServer } from "./sshd.mjs";

/** Between two looks, milliseconds. */
const pauseMs = 100;
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** See read-bed.d.mts. @type {typeof import("./read-bed.d.mts").readBed} */
export function readBed({ patienceMs = 15_000 } = {}) {
  const latest = performance.now() + patienceMs;
  for (;;) {
    const bed = describeBed();
    const down = [
      ...[...bed.servers, ...bed.furtherServers].filter((server) => server.pid === null).map((server) => server.name),
      ...(bed.keychain.dbusAddress === null ? ["keychain"] : []),
      ...(bed.chromium.path === null ? ["chromium"] : []),
    ];
    if (down.length === 0) return /** @type {import("./read-bed.d.mts").Bed} */ (bed);
    if (performance.now() >= latest) {
      throw new Error(`The test bed is not up (${down.join(", ")}). Bring it up with: ${bringsUp}`);
    }
    Atomics.wait(nobodyWakes, 0, 0, pauseMs);
  }
}
