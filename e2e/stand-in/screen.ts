const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };

/** One screen, full HD. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
};
