import { describe, expect, it } from "vitest";
import { imageKinds } from "../../../../shared/image.ts";
import { isOwnName, ownImage, readOwnName, recipeOf, relayImage } from "./recipe.ts";

describe("recipes", () => {
  it.each(imageKinds)("give %s a name by content, the same each time, and never `latest`", (kind) => {
    const { name, version } = recipeOf(kind);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(name).toBe(`cronium/${kind}:${version}`);
    expect(readOwnName(name)).toEqual({ kind, version });
  });

  it("give every image a version and a base of its own", () => {
    const names = imageKinds.map(recipeOf).flatMap((recipe) => [recipe.name, recipe.baseName("packages")]);
    expect(new Set(names).size).toBe(2 * imageKinds.length);
    expect(recipeOf("bash").baseName("packages")).not.toBe(recipeOf("bash").baseName("registry"));
  });

  it("name accounts no one else has: scripts run as 1000, the relay as 10081", () => {
    expect(imageKinds.map((kind) => recipeOf(kind).user)).toEqual([1000, 1000, 1000, 10_081]);
    expect(recipeOf("python").dockerfile).toMatch(/^USER 1000:1000$/m);
  });

  it("are what scripts run in", () => {
    expect(ownImage("NODEJS")).toBe(recipeOf("node").name);
    expect(relayImage()).toBe(recipeOf("relay").name);
  });
});

describe("own names", () => {
  it("are not to be pulled, whatever their tag", () => {
    for (const name of [
      "cronium/bash",
      "cronium/bash:bed",
      "cronium/python:latest",
      "cronium/base:x",
      ownImage("BASH"),
    ]) {
      expect(isOwnName(name)).toBe(true);
    }
    for (const name of ["cronium/other:1", "bash", "example.com/cronium/bash:1", "cronium/bashful:1"]) {
      expect(isOwnName(name)).toBe(false);
    }
  });

  it("are read only as the program writes them", () => {
    expect(readOwnName(recipeOf("node").baseName("registry"))?.kind).toBe("base");
    for (const name of ["cronium/bash:bed", "cronium/bash", "mine/bash:0123456789ab", "cronium/bash:0123456789abc"]) {
      expect(readOwnName(name)).toBeUndefined();
    }
  });
});
