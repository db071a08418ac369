/** The bed as tests see it: addresses, files and names, put together from what is recorded. */
import { accountOf } from "./accounts.mjs";
import { findChromium } from "./chromium.mjs";
import { furtherPlans } from "./further-servers.mjs";
import { fingerprintOf } from "./keys.mjs";
import { dbusAddress, isKeychainRunning } from "./keychain.mjs";
import { dockerSocket, imageNames, layout, serverFiles, serverPlans } from "./layout.mjs";
import { addressOf } from "./network.mjs";
import { serverProcess } from "./sshd.mjs";

/**
 * Describes the bed without asking anything over a socket; synchronous and quick.
 * @returns {import("./read-bed.d.mts").BedDescription}
 */
export function describeBed() {
  const chromium = findChromium();
  return {
    servers: serverPlans.map(describeServer),
    furtherServers: furtherPlans.map(describeServer),
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
    address: addressOf(plan),
    port: plan.port,
    ...accountOf(plan),
    privateKeyFile: plan.opensWith === "rsa" ? layout.rsaKeyFile : layout.clientKeyFile,
    ...(plan.jump === undefined ? {} : { jump: plan.jump }),
    ...(plan.opensWith === "password" ? { passwordFile: layout.passwordFile } : {}),
    ...(plan.opensWith === "certificate"
      ? { certificateFile: layout.certificateFile, authorityKeyFile: layout.authorityKeyFile }
      : {}),
    ...(plan.opensWith === "rsa" ? { ecdsaKeyFile: layout.ecdsaKeyFile } : {}),
    hostKeyFingerprint: fingerprintOf(files.hostKeyFile) ?? null,
    configFile: files.configFile,
    hostKeyFile: files.hostKeyFile,
    logFile: files.logFile,
    pid: serverProcess(plan.name) ?? null,
  };
}
