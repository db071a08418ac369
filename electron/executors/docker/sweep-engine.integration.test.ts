import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { createRecordingContext, until } from "../recording-context.ts";
import { docker, openSample, sampleRequest } from "./docker-samples.ts";
import { relayImage } from "./images/recipe.ts";
import { openSampleDoor } from "./sample-door.ts";

describe("sweeping an engine", () => {
  let sample: ReturnType<typeof openSample>;
  const runtime = openSampleDoor((_request, response) => response.end("api"));
  beforeAll(() => {
    readBed();
    sample = openSample();
  });
  afterAll(async () => {
    runtime.close();
    await sample.close();
  });

  const things = (owner: string): readonly string[] => {
    const filter = ["--filter", `label=dev.cronium.owner=${owner}`];
    const lines = docker("ps", "-a", ...filter, "--format", "{{.Names}}") + docker("network", "ls", ...filter, "--format", "{{.Name}} net"); // prettier-ignore
    return lines
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  };

  it("removes what nobody needs, and leaves alone what is needed, what waits and what others own", async () => {
    const context = createRecordingContext();
    const target = { on: "container", image: undefined, network: "outside" } as const;
    const request = sampleRequest("echo ready; sleep 600", { target, runtime });
    const running = sample.executor.run(request, context);
    await until("the script", () => context.log.text("stdout") === "ready\n");
    // Two more relays with networks come to wait for whoever is next.
    await until("relays to wait", () => things(sample.owner).length === 7);
    const [relay, container] = [String(context.lastHandle()["relay"]), String(context.lastHandle()["container"])];
    const needed = things(sample.owner);
    expect(needed).toEqual(expect.arrayContaining([relay, container, `${relay} net`]));

    // What a crash leaves between two steps, and the same of somebody else.
    const left = (owner: string, name: string): void => {
      const labels = ["--label", `dev.cronium.owner=${owner}`, "--label", "dev.cronium.role=relay"];
      docker("network", "create", ...labels, "--subnet", "10.213.255.240/28", `${name}-alone`);
      docker("create", "--name", name, ...labels, "--network", "none", relayImage());
    };
    const stranger = `${sample.owner} stranger`;
    left(sample.owner, `${relay}-left`);
    docker("network", "rm", `${relay}-left-alone`);
    left(stranger, `${relay}-other`);
    try {
      const isNeeded = (executionId: string): Promise<boolean> => Promise.resolve(executionId === request.executionId);
      expect(await sample.executor.sweep(isNeeded)).toEqual([]);
      expect(things(sample.owner)).toEqual(needed);
      expect(things(stranger)).toEqual([`${relay}-other`, `${relay}-other-alone net`]);

      // Another process knows of none that wait, and of this execution only by its container.
      const later = openSample({ owner: sample.owner });
      await later.executor.sweep(isNeeded);
      expect(things(sample.owner)).toEqual([container, relay, `${relay} net`].sort());
      expect(await later.executor.sweep(() => Promise.resolve(false))).toEqual([request.executionId]);
      await running;
      expect(things(sample.owner)).toEqual([]);
    } finally {
      docker("rm", `${relay}-other`);
      docker("network", "rm", `${relay}-other-alone`);
    }
  });

  it("fails a run whose relay cannot be started, in words, and leaves nothing", async () => {
    const unable = openSample({ relayImage: "cronium/relay:000000000000", imageWorks: undefined });
    const context = createRecordingContext();
    const request = sampleRequest("echo never", { runtime });
    const outcome = await unable.executor.run(request, context);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "container_failed" } });
    expect(JSON.stringify(outcome)).toContain("cronium/relay:000000000000 is not on this computer");
    expect(things(unable.owner)).toEqual([]);
    await unable.close();
  });
});
