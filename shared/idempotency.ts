import { lineText } from "./plain-text.ts";

/**
 * A name that whoever asks for a job gives the request, so that asking again, after an answer that never came, makes no
 * second job. It counts within one event, as long as the job is kept.
 */
export const idempotencyKey = lineText.min(1, "a key is not empty").max(200, "a key has at most 200 characters");
