// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ExecutionView } from "../../bridge/views.ts";
import { ExecutionFacts } from "./execution-facts.tsx";

let root: Root;
beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById("root") as HTMLElement);
});
afterEach(() => act(async () => root.unmount()));

const execution: ExecutionView = {
  id: "exec_1",
  attempt: 1,
  place: "servers",
  target: "web-1",
  status: "completed",
  exitCode: 0,
  survivors: [],
  startedAt: 1,
  hasBegun: true,
  finishedAt: 2,
  durationMs: 1,
  logDroppedBytes: 0,
};

it.each([
  ["bundled", "by files"],
  ["tunnel", "through the SSH connection"],
  [undefined, undefined],
] as const)("says how the script reached the program: %s", async (runtimeWay, words) => {
  const shown = runtimeWay === undefined ? execution : { ...execution, runtimeWay };
  await act(async () =>
    root.render(
      <MantineProvider>
        <ExecutionFacts execution={shown} />
      </MantineProvider>,
    ),
  );
  const [fact] = [...document.querySelectorAll("dt")].filter(({ textContent }) => textContent === "Runtime API");
  expect(fact?.nextElementSibling?.textContent).toBe(words);
});
