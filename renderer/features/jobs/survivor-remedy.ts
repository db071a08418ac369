import type { ExecutionView } from "../../bridge/views.ts";
import { targetWords } from "../../ui/target-words.ts";

/** What a person does about processes that outlived a stop, with the command that does it. */
export function survivorRemedy({ target, place, survivors, stopProof }: ExecutionView): string {
  const where = targetWords(target);
  if (stopProof?.means === "unreachable") {
    return `Once ${where} can be reached again, look for the script there and end it.`;
  }
  if (place === "container") return `Docker could not end it: restart Docker, or \`docker kill\` its container.`;
  const ids = survivors.map((survivor) => /^\d+/.exec(survivor)?.[0]).filter((id) => id !== undefined);
  const command = ids.length === 0 ? "" : ` with \`kill -KILL ${ids.join(" ")}\``;
  return `On ${where}, end them by hand${command}; as root where they belong to another user.`;
}
