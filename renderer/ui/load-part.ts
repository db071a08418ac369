/** A part of the page's script that comes later could not be loaded, as after a change of the program's version. */
export class PartNotLoadedError extends Error {
  override readonly name = "PartNotLoadedError";
}

/**
 * Loads a part of the page's script.
 * @throws {PartNotLoadedError} and will go on to until the page is loaded anew
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    throw new PartNotLoadedError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
