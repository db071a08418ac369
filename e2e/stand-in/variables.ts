/** Names of the variables by which `launch` tells the stand-in what it needs to know. */
export const variables = {
  chromium: "CHROMIUM_PATH",
  userData: "STAND_IN_USER_DATA",
  debuggingPort: "STAND_IN_DEBUGGING_PORT",
} as const;
