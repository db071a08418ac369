// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listenForShortcuts } from "../keyboard/shortcuts.ts";
import { DataTable } from "./data-table.tsx";

let root: Root;
let stopListening: () => void;

beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  stopListening = listenForShortcuts();
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById("root") as HTMLElement);
  await act(async () =>
    root.render(
      <MantineProvider>
        <DataTable
          label="Letters"
          rows={["alpha", "beta", "gamma"]}
          rowKey={(row) => row}
          columns={[{ key: "letter", title: "Letter", cell: (row) => row }]}
          height="content"
        />
      </MantineProvider>,
    ),
  );
});

afterEach(async () => {
  await act(async () => root.unmount());
  stopListening();
});

/** What a hand faster than the screen does: the keys reach whatever has the focus, with no frame between them. */
function pressInOneFrame(...keys: readonly string[]): void {
  for (const key of keys)
    act(() => {
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
    });
}

const focused = (): string | null | undefined => document.activeElement?.textContent;

it("no key is lost that comes before the next frame", () => {
  pressInOneFrame("j");
  expect(focused()).toBe("alpha");
  pressInOneFrame("j", "j", "k");
  expect(focused()).toBe("beta");
});
