// @vitest-environment happy-dom
import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate, useLeaveGuard, usePlace, usePlaceQuery } from "./location.ts";

let root: Root;
let asked: (() => void)[];

function Probe() {
  const { screen } = usePlace();
  const [query, change] = usePlaceQuery();
  const [guarded, setGuarded] = useState(false);
  const [ask] = useState(() => (leave: () => void) => void asked.push(leave));
  useLeaveGuard(guarded, ask);
  return (
    <>
      <output>{`${screen.name} ${query.toString()}`}</output>
      <button id="filter" onClick={() => change({ search: "back up", status: undefined })} />
      <button id="guard" onClick={() => setGuarded(true)} />
    </>
  );
}

const shown = (): string => document.querySelector("output")?.textContent ?? "";
const click = (id: string): Promise<void> => act(async () => document.getElementById(id)?.click());

/** Goes somewhere as a person does, and waits until the window says so. */
function move(hash: string): Promise<void> {
  return act(async () => {
    const moved = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
    window.location.hash = hash;
    await moved;
  });
}

beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  asked = [];
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById("root") as HTMLElement);
  await act(async () => root.render(<Probe />));
  await act(async () => navigate("#/servers?status=offline", { replace: true }));
});

afterEach(() => act(async () => root.unmount()));

describe("where the window is", () => {
  it("follows the address", async () => {
    expect(shown()).toBe("servers status=offline");
    await move("#/events/4");
    expect(shown()).toBe("event ");
  });

  it("moves at once, so that a filter changed right after belongs to the new screen", async () => {
    await act(async () => {
      navigate("#/jobs");
      navigate("#/events/4");
      navigate("#/servers/2", { replace: true });
    });
    expect(shown()).toBe("server ");
  });

  it("keeps filters in the address without adding to the history", async () => {
    const entries = window.history.length;
    await click("filter");
    expect(shown()).toBe("servers search=back+up");
    expect(window.history.length).toBe(entries);
  });
});

describe("a guarded screen", () => {
  it("asks before an edited address leaves it, and stays until the answer", async () => {
    await click("guard");
    await move("#/jobs");
    expect(shown()).toBe("servers status=offline");
    expect(window.location.hash).toBe("#/servers?status=offline");
    expect(asked).toHaveLength(1);
  });

  it("leaves once the person agrees", async () => {
    await click("guard");
    await act(async () => navigate("#/jobs"));
    expect(shown()).toBe("servers status=offline");
    await act(async () => asked[0]?.());
    expect(shown()).toBe("jobs ");
  });

  it("does not ask when there is nothing left to lose", async () => {
    await click("guard");
    await act(async () => navigate("#/jobs", { unguarded: true, replace: true }));
    expect(shown()).toBe("jobs ");
    expect(asked).toHaveLength(0);
  });
});
