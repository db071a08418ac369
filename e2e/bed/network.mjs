/**
 * What makes servers unusual from outside: a network namespace, whose loopback nobody outside of it reaches, and a tar
 * that knows no compression. Where the machine allows no namespace, its servers listen on this machine's loopback.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRoot, layout } from "./layout.mjs";
import { findProgram, tryCommand } from "./run.mjs";

const namespace = "cronium-bed";
const namespaceFile = `/run/netns/${namespace}`;
/** A pair of cables between this machine and the namespace, in a range that is for documentation and so for nobody. */
const outside = { device: "cronium-bed-0", address: "198.51.100.1" };
const inside = { device: "cronium-bed-1", address: "198.51.100.2" };

/** Whether the namespace stands. */
export function hasNetwork() {
  return isRoot && existsSync(namespaceFile) && findProgram("nsenter") !== undefined;
}

/** Where a server listens, as clients name it. @param {import("./layout.mjs").ServerPlan} plan */
export function addressOf(plan) {
  return plan.within === "network" && hasNetwork() ? inside.address : plan.address;
}

/**
 * A command as it is to be started for a server: where that one is.
 * @param {import("./layout.mjs").ServerPlan} plan @param {readonly string[]} words @returns {readonly string[]}
 */
export function inNetwork(plan, words) {
  return plan.within !== undefined && hasNetwork() ? ["nsenter", `--net=${namespaceFile}`, "--", ...words] : words;
}

/** Makes the namespace unless it stands; where it cannot be had, nothing is left of the attempt. */
export async function prepareNetwork() {
  if (!isRoot || hasNetwork()) return;
  const steps = [
    ["netns", "add", namespace],
    ["link", "add", outside.device, "type", "veth", "peer", "name", inside.device, "netns", namespace],
    ["address", "add", `${outside.address}/30`, "dev", outside.device],
    ["link", "set", outside.device, "up"],
    ["-n", namespace, "address", "add", `${inside.address}/30`, "dev", inside.device],
    ["-n", namespace, "link", "set", inside.device, "up"],
    ["-n", namespace, "link", "set", "lo", "up"],
  ];
  for (const words of steps) {
    const { code } = await tryCommand("ip", words).catch(() => ({ code: 127 }));
    if (code !== 0) return removeNetwork();
  }
}

/** Takes the namespace down, and the cable with it. */
export async function removeNetwork() {
  if (!isRoot) return;
  for (const words of [
    ["link", "delete", outside.device],
    ["netns", "delete", namespace],
  ]) {
    await tryCommand("ip", words).catch(() => undefined);
  }
}

/** A tar as some small systems have it: no option for gzip, and nothing that unpacks behind its back. */
const tarWithoutGzip = `#!/bin/sh
case $1 in
--*) ;;
-*z* | [!-]*z*)
  echo "tar: invalid option -- 'z'" >&2
  exit 2
  ;;
esac
for word; do
  case $word in
  --gzip | --gunzip | --ungzip | --auto-compress | -z | -a)
    echo "tar: unrecognized option '$word'" >&2
    exit 2
    ;;
  esac
done
PATH=/nonexistent exec /bin/tar "$@"
`;

/** Lays the programs of the server whose tar knows no compression. */
export function layMeagrePrograms() {
  mkdirSync(layout.meagreProgramsDirectory, { recursive: true, mode: 0o755 });
  writeFileSync(join(layout.meagreProgramsDirectory, "tar"), tarWithoutGzip, { mode: 0o755 });
}
