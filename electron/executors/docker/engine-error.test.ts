import { describe, expect, it } from "vitest";
import { DeadlineError } from "../../base/deadline.ts";
import { EngineRefusal, EngineUnreachable, toEngineError } from "./engine-error.ts";

const withCode = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe("toEngineError", () => {
  it("keeps the engine's own words of a refusal, without the client's framing", () => {
    const error = Object.assign(new Error("(HTTP code 404) no such container - No such image: nothing:here "), {
      statusCode: 404,
    });
    const plain = toEngineError(error, "/socket");
    expect(plain).toBeInstanceOf(EngineRefusal);
    expect(plain.message).toBe("No such image: nothing:here");
    const detailed = toEngineError(Object.assign(error, { json: { message: "its own words" } }), "/socket");
    expect(detailed.message).toBe("its own words");
  });

  it.each([
    [withCode("ENOENT"), /not running: there is nothing at \/socket/],
    [withCode("ECONNREFUSED"), /not running: nobody listens at \/socket/],
    [withCode("EACCES"), /may not use Docker.*group "docker"/],
    [withCode("ENOTFOUND"), /no such address as \/socket/],
    [new DeadlineError("creating a container", 60_000), /creating a container did not answer within 60 s/],
    [new Error("socket hang up"), /cannot be reached: socket hang up/],
  ])("says plainly why the engine cannot be reached: %s", (error, words) => {
    const plain = toEngineError(error, "/socket");
    expect(plain).toBeInstanceOf(EngineUnreachable);
    expect(plain.message).toMatch(words);
  });
});
