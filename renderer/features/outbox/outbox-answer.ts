import type { MessageCounts } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";

/** Whether anything of the outbox needs somebody, in a sentence. Its numbers add up to those of the statuses. */
export function outboxAnswer({ pending, dead, waitForDecision }: MessageCounts): string {
  const own = dead - waitForDecision;
  const notices = `${counted(own, "notice", "notices")} of the program itself`;
  if (waitForDecision > 0) {
    const asked = `${counted(waitForDecision, "message")} could not be delivered: redeliver or dismiss.`;
    return own === 0 ? asked : `${asked} Besides, ${notices} could not be shown on the desktop.`;
  }
  const sentences = [
    ...(pending > 0 ? [`${counted(pending, "message")} on the way.`] : []),
    ...(own > 0 ? [`${notices} could not be shown on the desktop.`] : []),
  ];
  return sentences.length === 0 ? "Everything has been delivered." : sentences.join(" ");
}
