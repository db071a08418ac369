"use strict";
const { Cronium } = require("./client.cjs");
const { CroniumAPIError, CroniumError, CroniumTimeoutError } = require("./errors.cjs");

/** The client of the execution that this process is; beside its operations, what else the package offers. */
const cronium = new Cronium();
const offered = { Cronium, CroniumError, CroniumAPIError, CroniumTimeoutError, cronium, default: cronium };
for (const [name, value] of Object.entries(offered)) Object.defineProperty(cronium, name, { value });

module.exports = cronium;
