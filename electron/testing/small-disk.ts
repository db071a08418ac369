import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mounts: string[] = [];

/** Small and read-only disks are mounted, which not every machine allows. */
export const canMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

/** Puts a disk of that size, such as `2m`, on a folder; `unmountAll` takes it away. @returns the folder */
export function mountSmallDisk(folder: string, size: string): string {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  mounts.push(folder);
  return folder;
}

/** At once for everybody new; whoever has just left it may hold it a moment longer. */
export function unmountAll(): void {
  for (const mount of mounts.splice(0)) execFileSync("umount", ["-l", mount]);
}
