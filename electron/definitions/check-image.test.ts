import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost({ mode: "inspect" });
});
afterAll(() => host.close());

const inImage = (image: string) => sampleEvent({ name: "boxed", run: { on: "container", image } });

test.each(["two words", "-v", "Upper"])("the image %j is refused as its field says, on saving", async (image) => {
  await expect(host.api.events.create(inImage(image))).rejects.toMatchObject({
    message: `“${image}” is no name of an image, such as python:3.12-slim or registry.example.com/tools:1`,
    cause: { code: "invalid_input", field: "run.image" },
  });
});

test("an older event with such an image is still shown and exported, and refused when saved again", async () => {
  const { id } = await host.api.events.create(inImage("registry.example.com/tools:1"));
  const { store } = host.host.createContext();
  await store.write.updateTable("events").set({ container_image: "two words" }).where("id", "=", id).execute();
  const event = await host.api.events.get({ id });
  expect(event.fields.run).toMatchObject({ image: "two words" });
  expect((await host.api.definitions.exportDefinition()).events).toMatchObject([{ run: { image: "two words" } }]);
  const again = host.api.events.update({ id, version: event.version, event: inImage("two words") });
  await expect(again).rejects.toMatchObject({ cause: { field: "run.image" } });
});
