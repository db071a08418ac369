import type { ServerFacts, ServerWarning } from "../../shared/server-facts.ts";
import type { Findings } from "./read-facts.ts";

/** Times in logs are no longer to be compared. */
const mostClockOffsetMs = 60_000;
/** Share of the disk that should be left. */
const leastDiskLeft = 0.05;

/** What should be known of a server though it keeps no script from running. */
export function warningsOf(
  { facts, writable, executable, hasSha256 }: Findings,
  directory: string,
  forwarding: boolean | undefined,
): readonly ServerWarning[] {
  const found: (ServerWarning | undefined)[] = [
    clockWarning(facts.clockOffsetMs),
    diskWarning(facts),
    writable === false
      ? {
          kind: "home_read_only",
          message: `The user may not write where runs are kept (${directory}).`,
          remedy:
            "Let the user write there, or choose another directory in this server's options: nothing can run before.",
        }
      : undefined,
    executable === false
      ? {
          kind: "home_no_exec",
          message: `Programs may not be started from where runs are kept (${directory}).`,
          remedy:
            "Scripts run all the same, as their interpreters read them. One that starts a program it has unpacked beside itself needs another directory in this server's options.",
        }
      : undefined,
    hasSha256 === false
      ? {
          kind: "no_sha256",
          message: "There is none of sha256sum, shasum and openssl.",
          remedy: "Install one of them: what arrives there cannot be verified before it runs.",
        }
      : undefined,
    forwarding === false
      ? {
          kind: "no_forwarding",
          message: "Its SSH server forbids forwarding.",
          remedy:
            "Scripts get input and variables as files instead. To let them use the whole runtime API, allow AllowTcpForwarding for this user in its sshd_config.",
        }
      : undefined,
  ];
  return found.filter((warning) => warning !== undefined);
}

function clockWarning(offsetMs: number | undefined): ServerWarning | undefined {
  if (offsetMs === undefined || Math.abs(offsetMs) <= mostClockOffsetMs) return undefined;
  return {
    kind: "clock_off",
    message: `Its clock is ${roughly(Math.abs(offsetMs))} ${offsetMs > 0 ? "ahead of" : "behind"} this computer's.`,
    remedy:
      "Let both follow a time server (such as chrony or systemd-timesyncd); until then times in its logs differ from those here.",
  };
}

function diskWarning({ diskTotal, diskUsed }: Pick<ServerFacts, "diskTotal" | "diskUsed">): ServerWarning | undefined {
  if (diskTotal === undefined || diskUsed === undefined) return undefined;
  const left = 1 - diskUsed / diskTotal;
  if (left >= leastDiskLeft) return undefined;
  return {
    kind: "disk_nearly_full",
    message: `Only ${(left * 100).toFixed(1)} % of the disk that holds its runs is left.`,
    remedy: "Free some space, or choose a directory on another disk in this server's options.",
  };
}

function roughly(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 90) return `${String(minutes)} ${minutes === 1 ? "minute" : "minutes"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${String(hours)} hours` : `${String(Math.round(hours / 24))} days`;
}
