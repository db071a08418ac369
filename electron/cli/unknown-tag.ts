import { didYouMean } from "../../shared/nearest.ts";
import type { Client } from "./connect.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";

/** Notes that no event has a tag, and which one may be meant: a tag that nothing has is no mistake by itself. */
export async function noteUnknownTag(session: Session, client: Client, tag: string): Promise<void> {
  const known = [...new Set((await client.events.list.query({})).flatMap(({ tags }) => tags))];
  if (known.includes(tag)) return;
  const folded = known.find((other) => other.toLowerCase() === tag.toLowerCase());
  const meant = folded === undefined ? didYouMean(tag, known) : `Did you mean ${folded}?`;
  session.note(plainText([`No event has the tag “${tag}”.`, meant].filter(Boolean).join(" ")));
}
