// @ts-check

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether what npm recorded in node_modules/.package-lock.json is what package-lock.json asks for. Packages that may
 * be left out (another platform's, unused peers) may be absent; anything present must match in version and content.
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function lockfilesAgree(wanted, installed) {
  const wantedPackages = wanted.packages ?? {};
  const installedPackages = installed.packages ?? {};
  for (const [path, found] of Object.entries(installedPackages)) {
    const asked = wantedPackages[path];
    if (asked === undefined || asked.version !== found.version || asked.integrity !== found.integrity) return false;
  }
  return Object.entries(wantedPackages).every(
    ([path, asked]) => path === "" || path in installedPackages || mayBeAbsent(asked),
  );
}

/** @param {LockedPackage} asked */
function mayBeAbsent(asked) {
  return asked.optional === true || asked.devOptional === true || asked.peer === true;
}
