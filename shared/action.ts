import { z } from "zod";
import { lineText, nameText } from "./plain-text.ts";
import { actionTriggers, type ActionTrigger, type MessageKind } from "./words.ts";

/** Conditional actions of one event. */
export const mostActions = 20;

const when = z.enum(actionTriggers);

/**
 * An address that is called. What may be secret in it belongs behind the `?`, where it is never shown; a name and a
 * password before the `@` are refused, as they would be.
 */
const callAddress = lineText
  .trim()
  .max(2_000, "an address has at most 2,000 characters")
  .regex(/^https?:\/\/[^\s/?#]/i, "an address begins with http:// or https://")
  .refine((text) => z.url().safeParse(text).success, "this is no address")
  .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), "an address here has no user name and no password");

/** A signing secret is given once and from then on kept: its value is never shown again. */
const signingSecret = z.string().min(1, "the secret is empty").max(1_000);

const runAction = z.strictObject({ when, do: z.literal("run_event"), eventId: z.int() });
const callAction = z.strictObject({
  when,
  do: z.literal("call_url"),
  url: callAddress,
  /** What the call is signed with from now on. */
  secret: signingSecret.optional(),
  /** Signed with the secret that the action at this place has, counted from 0 in the event as it was read. */
  keepSecretOf: z.int().min(0).optional(),
});
const notifyAction = z.strictObject({ when, do: z.literal("notify") });

/** What follows when a job of an event has ended, as a person saves it. */
export const actionInput = z.discriminatedUnion("do", [runAction, callAction, notifyAction]);
export type ActionInput = z.output<typeof actionInput>;

/** The same in a definition file: the other event by its name. */
export const definedAction = z.discriminatedUnion("do", [
  runAction.omit({ eventId: true }).extend({ event: nameText }),
  callAction.omit({ keepSecretOf: true }),
  notifyAction,
]);
export type DefinedAction = z.output<typeof definedAction>;

/** An action as it is shown. */
export interface ActionView {
  readonly when: ActionTrigger;
  readonly do: MessageKind;
  /** The other event's name, the address without its secrets, or "this desktop". */
  readonly destination: string;
  /** The event it runs. */
  readonly eventId: number | undefined;
  /** Whether its calls are signed. */
  readonly signed: boolean;
}

/** What every notice goes to, in words. */
export const thisDesktop = "this desktop";

/**
 * An address as it may be shown: without what stands before an `@`, without the values of its query, without what
 * comes after a `#`, and without parts of its path that look like keys.
 */
export function shownAddress(address: string): string {
  const [, scheme = "", authority = "", path = "", query = ""] =
    /^([a-z]+:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(address) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return `${scheme}${host}${path.split("/").map(shownPart).join("/")}${shownQuery(query)}`;
}

/** Shorter parts of a path are words. */
const shortestKey = 16;

function shownPart(part: string): string {
  const looksLikeKey = part.length >= shortestKey && /\d/.test(part) && /[a-z]/i.test(part);
  return looksLikeKey ? "…" : part;
}

function shownQuery(query: string): string {
  if (query.length <= 1) return "";
  const shown = query
    .slice(1)
    .split("&")
    .map((pair) => (pair.includes("=") ? `${pair.slice(0, pair.indexOf("="))}=…` : "…"));
  return `?${shown.join("&")}`;
}
