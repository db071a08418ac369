import { join } from "node:path";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { buildPayload } from "../executors/payload/build-payload.ts";
import type { BuiltPayload } from "../executors/executor.ts";
import { findVersion } from "../store/event-versions.ts";
import { findEvent } from "../store/events.ts";
import { findJob } from "../store/jobs.ts";
import {
  eventsWithoutPayload,
  findPayload,
  firstVersionWith,
  forgetPayloads,
  neededPayloads,
  payloadBefore,
  putPayload,
} from "../store/payloads.ts";
import type { Store } from "../store/store.ts";
import { contentOfVersion, isSameContent } from "./payload-content.ts";
import { payloadFiles } from "./payload-files.ts";

/** Archives of so many versions of an event are kept, whether anything needs them or not. */
const versionsKept = 3;
/** Events that are packed at one go when the program starts. */
const packedAtOnce = 200;

/** The archives of scripts, by event and version. */
export interface PayloadBook {
  /**
   * The archive of a version, built if it is not there or was damaged.
   * @returns undefined when that version is no script, or nobody knows it any more
   */
  payloadOf(eventId: number, version: number): Promise<BuiltPayload | undefined>;
  /** The archive of what a job runs, as `payloadOf`; undefined, too, when it cannot be read or stored. Never throws. */
  payloadOfJob(jobId: string): Promise<BuiltPayload | undefined>;
  /** Packs what runs on servers, now and whenever an event is saved. */
  start(): void;
  /** Removes what nothing needs any more. @returns how many archives */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

export function createPayloadBook(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly dataDirectory: string;
}): PayloadBook {
  const { store, clock, logger, changes } = parts;
  const files = payloadFiles(join(parts.dataDirectory, "payloads"));
  let unlisten = (): void => undefined;
  let stopped = false;
  /** One after the other: two that store the same archive would be in each other's way. */
  let working: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = working.then(work);
    working = next.catch(() => undefined);
    return next;
  }

  async function provide(eventId: number, version: number): Promise<BuiltPayload | undefined> {
    const known = await findPayload(store.read, eventId, version);
    const stored = known && (await files.read(known.sha256));
    if (stored !== undefined) return stored;
    const shared = known === undefined ? await shareFormer(eventId, version) : undefined;
    if (shared !== undefined) return shared;
    if (known !== undefined) logger.warn({ event: eventId, version }, "a stored script was damaged; it is packed anew");
    // An archive that several versions share says which of them it was built of.
    const origin = known === undefined ? version : await firstVersionWith(store.read, eventId, known.sha256);
    return build(eventId, version, origin);
  }

  /** An unchanged script keeps its archive, so that servers that have it are not sent it again. */
  async function shareFormer(eventId: number, version: number): Promise<BuiltPayload | undefined> {
    const former = await payloadBefore(store.read, eventId, version);
    if (former === undefined) return undefined;
    const [content, before] = await Promise.all([
      contentAt(eventId, version),
      contentAt(eventId, former.event_version),
    ]);
    if (content === undefined || before === undefined || !isSameContent(content, before)) return undefined;
    const payload = await files.read(former.sha256);
    if (payload === undefined) return undefined;
    await putPayload(store.write, { ...former, event_version: version, created_at: clock.now() });
    return payload;
  }

  async function build(eventId: number, version: number, origin: number): Promise<BuiltPayload | undefined> {
    const content = (await contentAt(eventId, origin)) ?? (await contentAt(eventId, version));
    if (content === undefined) return undefined;
    const payload = buildPayload(content);
    await files.store(payload);
    await putPayload(store.write, {
      event_id: eventId,
      event_version: version,
      sha256: payload.sha256,
      bytes: payload.bytes.length,
      created_at: clock.now(),
    });
    return payload;
  }

  async function contentAt(eventId: number, version: number): Promise<ReturnType<typeof contentOfVersion>> {
    const row = await findVersion(store.read, eventId, version);
    return row && contentOfVersion(row);
  }

  async function packPresent(eventId: number): Promise<void> {
    const event = await findEvent(store.read, eventId);
    if (event?.run_on === "servers") await provide(eventId, event.version);
  }

  /** It is packed again when it runs, if need be: nothing is lost when it cannot be now. */
  function packSoon(work: () => Promise<void>): void {
    inTurn(async () => {
      if (!stopped) await work();
    }).catch((error: unknown) => {
      logger.warn({ error }, "scripts could not be packed; each is packed when it runs");
    });
  }

  return {
    payloadOf: (eventId, version) => inTurn(() => provide(eventId, version)),
    async payloadOfJob(jobId) {
      try {
        const job = await findJob(store.read, jobId);
        return job && (await inTurn(() => provide(job.event_id, job.event_version)));
      } catch (error) {
        logger.warn({ error, job: jobId }, "a script is packed without being stored");
        return undefined;
      }
    },
    start() {
      unlisten = changes.listen(({ change: { noun, id } }) => {
        if (noun === "event" && typeof id === "number") packSoon(() => packPresent(id));
      });
      packSoon(async () => {
        for (const id of await eventsWithoutPayload(store.read, packedAtOnce)) await packPresent(id);
      });
    },
    sweep: () =>
      inTurn(async () => {
        await forgetPayloads(store.write, versionsKept);
        return files.keepOnly(await neededPayloads(store.read));
      }),
    async stop() {
      stopped = true;
      unlisten();
      await working;
    },
  };
}
