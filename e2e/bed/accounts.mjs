/** The system accounts behind the bed's servers: one each, so that homes and processes stay apart. */
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { isRoot, layout } from "./layout.mjs";
import { findProgram, runCommand } from "./run.mjs";

/** @typedef {{ username: string, home: string, shell: string }} Account */

/**
 * The account of a server as it is (to be) set up. Without root every server is entered as the current user.
 * @param {import("./layout.mjs").ServerPlan} plan
 * @returns {Account}
 */
export function accountOf(plan) {
  if (!isRoot) return { username: userInfo().username, home: homedir(), shell: userInfo().shell ?? "/bin/sh" };
  return { username: plan.username, home: join(layout.homesDirectory, plan.username), shell: shellPath(plan.shell) };
}

/** @param {import("./layout.mjs").ServerPlan["shell"]} kind */
function shellPath(kind) {
  return kind === "ash" && findProgram("busybox")
    ? join(layout.shellsDirectory, "ash")
    : `/bin/${kind === "bash" ? "bash" : "sh"}`;
}

/**
 * Creates the account, or corrects its home and shell. Not safe to call twice at once: the account files are locked.
 * @param {import("./layout.mjs").ServerPlan} plan
 */
export async function prepareAccount(plan) {
  if (!isRoot) return;
  const account = accountOf(plan);
  prepareShells();
  const known = findAccount(account.username);
  // A password of "*" matches nothing, and unlike the default "!" does not make sshd refuse the account as locked.
  const settings = ["--home-dir", account.home, "--shell", account.shell, "--password", "*"];
  const corrections = ["--home", account.home, "--shell", account.shell, "--password", "*"];
  if (known === undefined)
    await runCommand("useradd", ["--user-group", "--no-create-home", ...settings, account.username]);
  else if (known.home !== account.home || known.shell !== account.shell)
    await runCommand("usermod", [...corrections, account.username]);
  prepareHome(account);
  if (plan.opensWith === "password" && !hasPassword(account.username)) {
    const password = readFileSync(layout.passwordFile, "utf8");
    await runCommand("chpasswd", [], { input: `${account.username}:${password}\n` });
  }
}

/** @param {string} username */
function hasPassword(username) {
  const entry = readFileSync("/etc/shadow", "utf8")
    .split("\n")
    .find((line) => line.startsWith(`${username}:`));
  return entry?.split(":")[1]?.startsWith("$") ?? false;
}

/** busybox answers to the name it is called by, so a link named ash is a login shell. */
function prepareShells() {
  const busybox = findProgram("busybox");
  if (busybox === undefined) return;
  mkdirSync(layout.shellsDirectory, { recursive: true, mode: 0o755 });
  rmSync(join(layout.shellsDirectory, "ash"), { force: true });
  symlinkSync(busybox, join(layout.shellsDirectory, "ash"));
}

/** @param {Account} account */
function prepareHome(account) {
  const entry = findAccount(account.username);
  if (entry === undefined) throw new Error(`the account ${account.username} could not be created`);
  mkdirSync(account.home, { recursive: true });
  chmodSync(layout.homesDirectory, 0o755);
  chmodSync(account.home, 0o750);
  chownSync(account.home, entry.userId, entry.groupId);
}

/** @param {string} username */
function findAccount(username) {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${username}:`));
  if (line === undefined) return undefined;
  const [, , userId, groupId, , home, shell] = line.split(":");
  return { userId: Number(userId), groupId: Number(groupId), home, shell };
}
