/**
 * Known zone names similar to one that is not, best first, at most three. Compares the whole name and the city alone,
 * so that `Berlin`, `europe/berln` and `Europe/Munich/Berlin` all find Europe/Berlin.
 */
export function suggestZones(name: string): string[] {
  const wanted = normalise(name);
  const wantedCity = cityOf(wanted);
  const tolerance = (text: string): number => Math.floor(text.length / 3);
  return Intl.supportedValuesOf("timeZone")
    .map((zone) => {
      const known = normalise(zone);
      const whole = editDistance(wanted, known);
      const city = editDistance(wantedCity, cityOf(known));
      const near = whole <= tolerance(wanted) || city <= tolerance(wantedCity);
      return { zone, near, distance: Math.min(whole, city + 0.5) };
    })
    .filter(({ near }) => near)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ zone }) => zone);
}

function normalise(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
}

function cityOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Levenshtein distance: insertions, deletions and replacements, one row of the table at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
