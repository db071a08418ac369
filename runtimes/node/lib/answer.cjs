"use strict";
const { CroniumError } = require("./errors.cjs");

/**
 * What an answer of the API holds.
 * @throws CroniumError `invalid_answer`
 */
function dataOf(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (typeof answer !== "object" || answer === null || !("data" in answer)) {
    throw new CroniumError("The runtime API's answer cannot be read.", "invalid_answer");
  }
  return answer.data;
}

module.exports = { dataOf };
