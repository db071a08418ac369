/** The longest frame the host accepts over any pipe: 16 MiB. Whoever sends more is cut off. */
export const frameLimitBytes = 16 * 1024 * 1024;
