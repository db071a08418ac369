/** The bed as tests see it: addresses, files and names, put together from what is recorded. */
import { accountOf } from "./accounts.mjs";
import { findChromium } from "./chromium.mjs";
import { fingerprintOf } from "./keys.mjs";
import { dbusAddress, isKeychainRunning } from "./keychain.mjs";
import { dockerSocket, imageNames, layout, serverFiles, serverPlans } from "./layout.mjs";
import { serverProcess } from "./sshd.mjs";

/**
 * Describes the bed without asking anything over a socket; synchronous and quick.
 * @returns {import("./read-bed.d.mts").BedDescription}
 */
export function describeBed() {
  const chromium = findChromium();
  return {
    servers: serverPlans.map(describeServer),
    docker: { host: `unix://${dockerSocket}`, images: imageNames },
    keychain: { dbusAddress: isKeychainRunning() ? dbusAddress : null },
    chromium: { path: chromium ?? null },
  };
}

/** @param {import("./layout.mjs").ServerPlan} plan */
function describeServer(plan) {
  const files = serverFiles(plan.name);
  return {
    name: plan.name,
    address: plan.address,
    port: plan.port,
    ...accountOf(plan),
    privateKeyFile: layout.clientKeyFile,
    hostKeyFingerprint: fingerprintOf(files.hostKeyFile) ?? null,
    configFile: files.configFile,
    hostKeyFile: files.hostKeyFile,
    logFile: files.logFile,
    pid: serverProcess(plan.name) ?? null,
  };
}
