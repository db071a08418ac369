#!/usr/bin/env node
import { existsSync } from "node:fs";

// In the repository the command installs and builds itself first; an installed package has only its build.
const bootstrap = new URL("../scripts/cronium-from-source.mjs", import.meta.url);
await import(existsSync(bootstrap) ? bootstrap.href : new URL("../out/main/cronium.js", import.meta.url).href);
