import { describe, expect, it } from "vitest";
import type { VariableOutline } from "../../store/variables.ts";
import { chooseVariables } from "./choose-variables.ts";

function outline(key: string, more: Partial<VariableOutline> = {}): VariableOutline {
  return { key, isSecret: false, bytes: 10, updatedAt: 0, ...more };
}
const secret = { isSecret: true };
const none = new Set<string>();

describe("the variables that come along", () => {
  it.each([
    ['cronium.get_variable("api_key")', true],
    ["await cronium.getVariable('api_key', null)", true],
    ["cronium_get_variable --json api_key", true],
    ["cronium.getVariableEntry(`api_key`)", true],
    ["cronium_set_variable --if-version 3 api_key x", true],
    ['api_key = os.environ["X"]', false],
    ['cronium.get_variable("api_key_old")', false],
  ])("hold a secret where the script asks for it by name: %s", (script, isThere) => {
    const choice = chooseVariables([outline("api_key", secret)], none, script);
    expect(choice.secret).toEqual(isThere ? ["api_key"] : []);
    expect(choice.plain).toEqual([]);
    expect(choice.withheld.has("api_key")).toBe(!isThere);
  });

  it("hold a secret that the event has used before", () => {
    expect(chooseVariables([outline("api_key", secret)], new Set(["api_key"]), "").secret).toEqual(["api_key"]);
  });

  it("hold what is used or named, however large, and of the rest a bounded part", () => {
    const large = { bytes: 10_000_000 };
    const others = Array.from({ length: 300 }, (_, index) => outline(`other_${String(index)}`));
    const choice = chooseVariables(
      [outline("used", large), outline("named", large), outline("neither", large), ...others],
      new Set(["used"]),
      "key = 'named'",
    );
    expect(choice.plain.slice(0, 2)).toEqual(["used", "named"]);
    expect(choice.plain).toHaveLength(202);
    expect(choice.withheld.get("neither")).toMatch(/not known/);
  });

  it("leave out what is more than there is room for", () => {
    const each = { bytes: 15_000_000 };
    const keys = ["a", "b", "c"];
    const choice = chooseVariables(
      keys.map((key) => outline(key, each)),
      new Set(keys),
      "",
    );
    expect(choice.plain).toEqual(["a", "b"]);
    expect(choice.withheld.get("c")).toMatch(/too large/);
  });
});
