// @ts-check
import fastCheck from "../node_modules/fast-check/lib/fast-check.js";

/**
 * fast-check as tests get it. Elsewhere each run tries other cases, and so finds what nobody has thought of; continuous
 * integration tries the same ones each time, so that it judges the change and not the day's luck.
 */
if (process.env["CI"]) fastCheck.configureGlobal({ seed: 20_261_122 });

export * from "../node_modules/fast-check/lib/fast-check.js";
export { default } from "../node_modules/fast-check/lib/fast-check.js";
