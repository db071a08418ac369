import { thisDesktop } from "../../shared/action.ts";
import type { Clock } from "../base/clock.ts";
import type { Notice } from "../notices/notification.ts";
import { insertMessages } from "../store/outbox.ts";
import { readSettings } from "../store/settings.ts";
import type { Store } from "../store/store.ts";
import { noticeAttempts } from "./waits.ts";

/**
 * Writes what is to be told on the desktop and follows from no job, unless the settings say that nothing is told.
 * @param id of the message, unlike that of any other
 * @returns whether there is something to deliver
 */
export async function writeNotice(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  id: string,
  notice: Notice,
): Promise<boolean> {
  if ((await readSettings(store.read)).notify === "nothing") return false;
  const now = clock.now();
  await insertMessages(store.write, [
    {
      id,
      kind: "notify",
      trigger: null,
      subject: notice.title,
      destination: thisDesktop,
      payload: JSON.stringify(notice),
      attempts_allowed: noticeAttempts,
      available_at: now,
      created_at: now,
    },
  ]);
  return true;
}
