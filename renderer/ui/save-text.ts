import { gatherFile } from "./log-pane/save-target.ts";

/** Offers a text as a download. */
export function saveText(fileName: string, text: string): void {
  const file = gatherFile(fileName);
  void file.write(new TextEncoder().encode(text));
  void file.close();
}
