"use strict";

/** The short forms' parameters: one object, or the usual ones in order and the rest in an object after them. */
function messageParams(names, given) {
  const [first] = given;
  if (typeof first === "object" && first !== null && !Array.isArray(first)) return { ...first };
  const params = { ...given[names.length] };
  names.forEach((name, index) => {
    params[name] = given[index];
  });
  return params;
}

const email = (...given) => messageParams(["to", "subject", "body"], given);
const slack = (...given) => messageParams(["channel", "text"], given);

function discord(...given) {
  const { channel_id: channelId, ...params } = messageParams(["channelId", "content"], given);
  return channelId === undefined ? params : { channelId, ...params };
}

module.exports = { email, slack, discord };
