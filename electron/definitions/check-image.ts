import { CroniumError } from "../../shared/errors.ts";
import type { RunTarget } from "../../shared/event.ts";
import { imageName } from "../../shared/image.ts";

/**
 * The rule that pulling an image has. It is applied as events are saved, not as they are read: an older event goes on
 * being shown and exported.
 * @throws CroniumError `invalid_input` for what no image can be named
 */
export function checkImage(run: { readonly on: RunTarget["on"]; readonly image?: string | undefined }): void {
  if (run.on !== "container" || run.image === undefined) return;
  const complaint = imageName.safeParse(run.image).error?.issues[0]?.message;
  if (complaint === undefined) return;
  throw new CroniumError("invalid_input", `“${run.image}” ${complaint}`, { field: "run.image" });
}
