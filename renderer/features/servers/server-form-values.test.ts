import { describe, expect, it } from "vitest";
import { formField, toFormValues, toServerInput, validateServerForm } from "./server-form-values.ts";

const filled = {
  ...toFormValues(undefined),
  name: "web-1",
  address: "10.0.0.4",
  username: "deploy",
  privateKey: "KEY",
};

describe("toServerInput", () => {
  it("leaves an empty secret out, so that the stored one is kept", () => {
    expect(toServerInput({ ...filled, privateKey: " " }).authentication).toEqual({ kind: "key" });
    expect(toServerInput({ ...filled, kind: "password" }).authentication).toEqual({ kind: "password" });
  });

  it("sends only the secret of the way chosen", () => {
    const both = { ...filled, password: "secret" };
    expect(toServerInput({ ...both, kind: "agent" }).authentication).toEqual({ kind: "agent" });
    expect(toServerInput({ ...both, kind: "password" }).authentication).toEqual({
      kind: "password",
      password: "secret",
    });
  });

  it("keeps the key's text to the letter", () => {
    expect(toServerInput({ ...filled, privateKey: "A\nB\n" }).authentication).toEqual({
      kind: "key",
      privateKey: "A\nB\n",
    });
  });
});

it("an empty limit is none, and one out of bounds is told at its field", () => {
  expect(toServerInput(filled).concurrency).toBeNull();
  expect(toServerInput({ ...filled, concurrency: "3" }).concurrency).toBe(3);
  expect(validateServerForm({ ...filled, concurrency: 0 }, undefined)).toHaveProperty("concurrency");
});

describe("validateServerForm", () => {
  it("accepts what can be saved", () => {
    expect(validateServerForm(filled, undefined)).toEqual({});
    expect(validateServerForm({ ...filled, privateKey: "" }, "key")).toEqual({});
  });

  it("says at each field what is wrong with it", () => {
    const wrong = { ...filled, name: "", address: "user@host", port: "", username: "", hostKey: "MD5:aa" };
    expect(Object.keys(validateServerForm(wrong, "key")).sort()).toEqual([
      "address",
      "hostKey",
      "name",
      "port",
      "username",
    ]);
  });

  it("asks for a secret that is not stored yet", () => {
    expect(validateServerForm({ ...filled, privateKey: "" }, undefined)).toHaveProperty("privateKey");
    expect(validateServerForm({ ...filled, kind: "password" }, "key")).toHaveProperty("password");
  });
});

describe("formField", () => {
  it("finds the field a refusal of the core is about", () => {
    expect(formField("name")).toBe("name");
    expect(formField("server.authentication.privateKey")).toBe("privateKey");
    expect(formField("groups.0")).toBe("groups");
    expect(formField("somewhere.else")).toBeUndefined();
  });
});
