import { editDistance } from "../../shared/nearest.ts";

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
