import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { addressKind, isInRange } from "./address-kind.ts";
import { mayConnect, refusalWords } from "./address-rules.ts";

it.each([
  ["8.8.8.8", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.3.4", "loopback"],
  ["0.0.0.0", "loopback"],
  ["169.254.169.254", "link-local"],
  ["10.1.2.3", "private"],
  ["172.31.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["100.100.100.200", "private"],
  ["224.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["::1", "loopback"],
  ["::", "loopback"],
  ["fe80::1%eth0", "link-local"],
  ["fd00:ec2::254", "private"],
  ["2606:4700::1111", "public"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:a9fe:a9fe", "link-local"],
  ["::127.0.0.1", "loopback"],
  ["64:ff9b::7f00:1", "loopback"],
  ["64:ff9b::808:808", "public"],
  ["2002:7f00:1::", "loopback"],
  ["2002:a9fe:a9fe::1", "link-local"],
  ["2001:db8::1", "reserved"],
  ["2001:0:1::", "reserved"],
  ["4000::1", "reserved"],
  ["nonsense", "reserved"],
])("%s is %s", (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

it("agrees with the system about what is within a range", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, network, length) => {
      const list = new BlockList();
      list.addSubnet(network, length, "ipv4");
      expect(isInRange(address, `${network}/${String(length)}`)).toBe(list.check(address, "ipv4"));
    }),
  );
  const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
  const address6 = fc.oneof(
    fc.ipV6(),
    fc.tuple(group, group).map((groups) => groups.join("::")),
  );
  fc.assert(
    fc.property(address6, address6, fc.integer({ min: 0, max: 128 }), (address, network, length) => {
      const list = new BlockList();
      list.addSubnet(network, length, "ipv6");
      // The system, too, takes a mapped address for one of IPv4 at times; that is judged above.
      fc.pre(![address, network].some((one) => /^(?:::|0:|64:ff9b:)/i.test(one)));
      expect(isInRange(address, `${network}/${String(length)}`)).toBe(list.check(address, "ipv6"));
    }),
  );
});

it("a private address is for events that name it", () => {
  const rules = { named: undefined, allow: [] };
  expect(mayConnect("example.org", "93.184.215.14", rules)).toBe(true);
  for (const address of ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]) {
    expect(mayConnect("example.org", address, { ...rules, named: "example.org" })).toBe(false);
    expect(mayConnect(`[${address}]`, address, rules)).toBe(false);
    expect(mayConnect(address.includes(":") ? `[${address}]` : address, address, { ...rules, named: address })).toBe(
      true,
    );
    expect(mayConnect("example.org", address, { ...rules, allow: [address] })).toBe(true);
  }
  expect(mayConnect("localhost", "127.0.0.1", { ...rules, named: "localhost" })).toBe(true);
  expect(mayConnect("api.localhost.", "::1", { ...rules, named: "api.localhost" })).toBe(true);
  expect(mayConnect("localhost", "127.0.0.1", rules)).toBe(false);
  expect(mayConnect("localhost", "10.0.0.1", { ...rules, named: "localhost" })).toBe(false);
  expect(mayConnect("127.0.0.2", "127.0.0.2", { ...rules, named: "127.0.0.1" })).toBe(false);
  expect(mayConnect("wiki.internal", "10.3.4.5", { ...rules, allow: ["10.0.0.0/8"] })).toBe(true);
  expect(mayConnect("wiki.internal", "11.3.4.5", { ...rules, allow: ["10.0.0.0/8"] })).toBe(true);
  expect(mayConnect("Wiki.internal", "192.168.3.4", { ...rules, allow: ["wiki.Internal"] })).toBe(true);
  expect(mayConnect("other.internal", "192.168.3.4", { ...rules, allow: ["wiki.internal"] })).toBe(false);
  expect(mayConnect("wiki.internal", "169.254.169.254", { ...rules, allow: ["wiki.internal"] })).toBe(false);
  expect(mayConnect("10.0.0.1", "10.0.0.1", { ...rules, allow: ["10.0.0.0/31"] })).toBe(true);
  expect(refusalWords("evil.example", ["127.0.0.1"])).toBe(
    "evil.example leads to 127.0.0.1, this computer itself, which the event does not name",
  );
  expect(refusalWords("[::1]", ["::1"])).toBe("::1 is this computer itself, which the event does not name");
});
