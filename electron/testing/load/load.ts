import { parseArgs } from "node:util";
import { buildDaemon } from "../crash/build-daemon.ts";
import { runLoad } from "./load-run.ts";

const { values } = parseArgs({
  options: {
    "at-once": { type: "string", default: "100" },
    queued: { type: "string", default: "500" },
    kill: { type: "boolean", default: false },
  },
});
try {
  await runLoad({
    program: await buildDaemon("load"),
    atOnce: Number(values["at-once"]),
    queued: Number(values.queued),
    kills: values.kill,
    tell: (line) => {
      console.log(line);
    },
  });
  console.log("nothing is left of it");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
