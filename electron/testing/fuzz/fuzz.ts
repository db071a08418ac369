import { parseArgs } from "node:util";
import { fuzzRuntimeApi } from "./campaign.ts";

const { values } = parseArgs({ options: { seed: { type: "string" }, requests: { type: "string" } } });
const seed = Number(values.seed ?? "1");
const requests = Number(values.requests ?? "100000");
const begun = performance.now();
const { statuses, violations } = await fuzzRuntimeApi(seed, requests);
const seconds = (performance.now() - begun) / 1000;
console.log(
  `${requests.toLocaleString("en")} requests of seed ${String(seed)} in ${seconds.toFixed(0)} s; answers by status:`,
);
for (const [status, count] of [...statuses].sort(([left], [right]) => left - right)) {
  console.log(`  ${status === 0 ? "none" : String(status)}  ${count.toLocaleString("en")}`);
}
for (const violation of violations) console.log(violation);
console.log(violations.length === 0 ? "No fault of the program, and nothing of one execution to another." : "FAILED");
process.exitCode = violations.length === 0 ? 0 : 1;
