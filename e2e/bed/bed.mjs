/** Brings the whole bed up and down. */
import { chmodSync } from "node:fs";
import { startEngine, stopEngine } from "./docker.mjs";
import { prepareImages } from "./images.mjs";
import { layExampleKey } from "./keys.mjs";
import { startKeychain, stopKeychain } from "./keychain.mjs";
import { allPlans } from "./further-servers.mjs";
import { bedDirectory } from "./layout.mjs";
import { removeNetwork } from "./network.mjs";
import { installPackages } from "./packages.mjs";
import { prepareServers, restoreHostKey, startServer, stopServer } from "./sshd.mjs";
import { withLock } from "./state.mjs";

/** @typedef {(line: string) => void} Tell one line of progress for a person */

/**
 * Installs what is missing and starts what is down. A part that fails is told and does not keep the others from coming
 * up.
 * @param {Tell} tell
 * @returns {Promise<boolean>} whether every part came up
 */
export function bringUp(tell) {
  return withLock(async () => {
    chmodSync(bedDirectory, 0o755);
    await installPackages(tell);
    const results = await Promise.all([
      attempt(tell, "servers", () => bringUpServers(tell)),
      attempt(tell, "docker", () => bringUpDocker(tell)),
      attempt(tell, "keychain", startKeychain),
    ]);
    return results.every(Boolean);
  });
}

/** @param {Tell} tell */
async function bringUpServers(tell) {
  await prepareServers();
  await attempt(tell, "key of the first-run example", layExampleKey);
  const started = await Promise.all(
    allPlans.map((plan) =>
      attempt(tell, plan.name, async () => {
        // A test that was cut short may have left an exchanged host key behind, an older bed a random one.
        await restoreHostKey(plan.name);
        await startServer(plan.name);
      }),
    ),
  );
  if (!started.every(Boolean)) throw new Error("not every server came up");
}

/** @param {Tell} tell */
async function bringUpDocker(tell) {
  await startEngine();
  await prepareImages(tell);
}

/** @param {Tell} tell @param {string} part @param {() => Promise<void>} work */
async function attempt(tell, part, work) {
  try {
    await work();
    return true;
  } catch (error) {
    tell(`${part}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/**
 * Ends what the bed started, and nothing else. Keys, accounts, packages and images stay for the next time.
 * @returns {Promise<string[]>} the parts that were ended
 */
export function takeDown() {
  return withLock(async () => {
    const ended = await Promise.all([
      ...allPlans.map(async (plan) => ((await stopServer(plan.name)) ? plan.name : undefined)),
      stopEngine().then((wasOurs) => (wasOurs ? "docker" : undefined)),
      stopKeychain().then((wasRunning) => (wasRunning ? "keychain" : undefined)),
    ]);
    await removeNetwork();
    return ended.filter((part) => part !== undefined);
  });
}
