import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";

const group = "Go to";

/** `g` and a letter: to the areas. `c`: a new event. */
export function useGoShortcuts(): void {
  useShortcut({ keys: "g d", label: "Dashboard", group }, () => navigate(paths.dashboard()));
  useShortcut({ keys: "g e", label: "Events", group }, () => navigate(paths.events()));
  useShortcut({ keys: "g j", label: "Jobs", group }, () => navigate(paths.jobs()));
  useShortcut({ keys: "g l", label: "Search logs", group }, () => navigate(paths.search()));
  useShortcut({ keys: "g o", label: "Outbox", group }, () => navigate(paths.outbox()));
  useShortcut({ keys: "g f", label: "Forecast", group }, () => navigate(paths.forecast()));
  useShortcut({ keys: "g s", label: "Servers", group }, () => navigate(paths.servers()));
  useShortcut({ keys: "g t", label: "Terminals", group }, () => navigate(paths.terminals()));
  useShortcut({ keys: "g v", label: "Variables", group }, () => navigate(paths.variables()));
  useShortcut({ keys: "g ,", label: "Settings", group }, () => navigate(paths.settings()));
  useShortcut({ keys: "c", label: "New event", group: "Anywhere" }, () => navigate(paths.newEvent()));
}
