"use strict";
const { Cronium } = require("cronium");
const { openApi } = require("./stand-in-api.cjs");

/** Runs `work` with a client of an API that answers as told. */
async function withApi(answer, work, more = {}) {
  const api = await openApi(answer);
  try {
    return await work(new Cronium({ ...api.options, ...more }), api);
  } finally {
    await api.close();
  }
}

module.exports = { withApi };
