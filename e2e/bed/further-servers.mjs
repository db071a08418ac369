/** The servers that each have something unusual about them, which what runs on servers must cope with. */
import { layout, serverPlans } from "./layout.mjs";

/** @type {readonly import("./layout.mjs").ServerPlan[]} */
export const furtherPlans = [
  {
    name: "no-gzip-1",
    address: "127.0.0.1",
    port: 2204,
    username: "cronium-bed-4",
    shell: "bash",
    // Its tar knows no compression.
    // Scripts reach the program by a port alone.
    settings: [
      `SetEnv PATH=${layout.meagreProgramsDirectory}:/usr/local/bin:/usr/bin:/bin`,
      "AllowStreamLocalForwarding no",
    ],
  },
  {
    name: "few-1",
    address: "127.0.0.1",
    port: 2205,
    username: "cronium-bed-5",
    shell: "sh",
    settings: ["MaxSessions 2"],
  },
  {
    name: "closed-1",
    address: "127.0.0.1",
    port: 2206,
    username: "cronium-bed-6",
    shell: "ash",
    settings: ["AllowTcpForwarding no", "AllowStreamLocalForwarding no"],
  },
  {
    name: "gate-1",
    address: "127.0.0.1",
    port: 2207,
    username: "cronium-bed-7",
    shell: "bash",
    within: "network",
  },
  {
    name: "inner-1",
    address: "127.0.0.1",
    port: 2208,
    username: "cronium-bed-8",
    shell: "sh",
    within: "nowhere",
    jump: "gate-1",
  },
  {
    name: "password-1",
    address: "127.0.0.1",
    port: 2209,
    username: "cronium-bed-9",
    shell: "bash",
    settings: ["PubkeyAuthentication no", "PasswordAuthentication yes"],
    opensWith: "password",
  },
  {
    name: "authority-1",
    address: "127.0.0.1",
    port: 2210,
    username: "cronium-bed-10",
    shell: "ash",
    settings: [`TrustedUserCAKeys ${layout.authorityKeyFile}.pub`],
    opensWith: "certificate",
  },
  {
    name: "old-keys-1",
    address: "127.0.0.1",
    port: 2211,
    username: "cronium-bed-11",
    shell: "sh",
    settings: ["PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256"],
    opensWith: "rsa",
  },
];

export const allPlans = [...serverPlans, ...furtherPlans];

/** @param {import("./layout.mjs").ServerPlan} plan @returns {"ed25519" | "rsa"} */
export function hostKeyKind({ opensWith }) {
  return opensWith === "rsa" ? "rsa" : "ed25519";
}
