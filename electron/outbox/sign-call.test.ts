import { expect, it } from "vitest";
import { signCall } from "./sign-call.ts";

it("signs the published example of Standard Webhooks as it is published", () => {
  const call = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", body: '{"test": 2432232314}' };
  expect(signCall(call, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

it("takes any other secret as the bytes it is", () => {
  const call = { id: "msg_1", timestamp: "1", body: "{}" };
  expect(signCall(call, "whsec_c2VjcmV0")).toBe(signCall(call, "secret"));
  expect(signCall(call, "secret")).not.toBe(signCall({ ...call, body: "{ }" }, "secret"));
});
