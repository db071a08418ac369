import type { Command } from "commander";
import { bytesText } from "../../shared/bytes-text.ts";
import {
  imageKinds,
  imageSourceChoices,
  type ImageKind,
  type ImageList,
  type ImageSourceChoice,
  type ImageWork,
} from "../../shared/image.ts";
import type { Attach } from "./action.ts";
import { withClient, type Client } from "./connect.ts";
import { withInterrupt } from "./interrupt.ts";
import { write } from "./io.ts";
import { choosePaint, statusSymbol } from "./paint.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

interface BuildFlags {
  readonly from?: string;
  readonly again?: boolean;
}

export function addImages(program: Command, attach: Attach): void {
  const images = program.command("images").description("the images that scripts run in");
  attach(images.command("list", { isDefault: true }).description("which are there, and who runs in them"), list);
  attach<BuildFlags>(
    images
      .command("build [language...]")
      .description("build those that are missing: bash, python, node, relay; all when none is named")
      .option("--from <source>", "registry, packages, or auto: the first that works (default: auto)")
      .option("--again", "build what is there, too, with the packages of today"),
    build,
  );
  attach(images.command("pull <image>").description("fetch an image that events name"), pull);
  attach(images.command("prune").description("remove those of earlier versions that nothing uses"), prune);
}

async function list(session: Session): Promise<void> {
  const found = await withClient(session, (client) => client.images.list.query());
  await session.print(found, listLines(session, found));
}

function listLines(session: Session, { own, custom }: ImageList): readonly string[] {
  const paint = choosePaint(session.io);
  const now = session.io.clock.now();
  const signs = { present: "ok", outdated: "PAUSED", missing: "problem" } as const;
  const size = (bytes: number | undefined): string => (bytes === undefined ? "–" : bytesText(bytes));
  const made = (at: number | undefined): string => (at === undefined ? "–" : exactAndRelative(at, now));
  const users = (names: readonly string[]): string => (names.length === 0 ? "–" : plainText(names.join(", ")));
  const rows = [
    ...own.map((image) => [
      `${statusSymbol(paint, signs[image.state])} ${image.state}`,
      image.name,
      image.source ?? "–",
      size(image.sizeBytes),
      made(image.createdAt),
      users(image.usedBy),
    ]),
    ...custom.map((image) => [
      image.isHere ? "custom" : "custom, not here",
      plainText(image.name),
      "–",
      size(image.sizeBytes),
      made(image.createdAt),
      users(image.usedBy),
    ]),
  ];
  return tableLines(["state", "image", "from", "size", "made", "used by"], rows);
}

async function build(session: Session, { from, again }: BuildFlags, words: readonly string[]): Promise<number> {
  const kinds = words.map(kindOf);
  const source = sourceOf(from ?? "auto");
  return withClient(session, async (client) => {
    const { own } = await client.images.list.query();
    const present = own.filter(({ state }) => state === "present").map(({ kind }) => kind);
    const wanted = kinds.length === 0 ? imageKinds : imageKinds.filter((kind) => kinds.includes(kind));
    const missing = wanted.filter((kind) => again === true || !present.includes(kind));
    for (const { name } of own.filter(({ kind, state }) => state === "present" && wanted.includes(kind))) {
      if (again !== true) session.note(`${name} is here.`);
    }
    if (missing.length === 0) {
      await session.print([], []);
      return 0;
    }
    const works = await client.images.build.mutate({ kinds: [...missing], from: source, again: again === true });
    return followAll(session, client, works);
  });
}

function pull(session: Session, _flags: unknown, [image = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) =>
    followAll(session, client, [await client.images.pull.mutate({ image })]),
  );
}

/** Shows the works' logs as they come; Ctrl-C ends the works. */
async function followAll(session: Session, client: Client, works: readonly ImageWork[]): Promise<number> {
  const ended: ImageWork[] = [];
  const status = await withInterrupt(session, async (signal) => {
    signal.addEventListener("abort", () => {
      for (const { id } of works) void client.images.cancel.mutate({ id }).catch(() => undefined);
    });
    ended.push(...(await Promise.all(works.map((work) => follow(session, client, work)))));
    return ended.every((work) => work.status === "done") ? 0 : 1;
  });
  await session.print(ended, []);
  for (const { image, problem } of ended) {
    if (problem !== undefined) session.note(`cronium: ${image}: ${plainText(problem.message)} ${problem.remedy}`);
  }
  return status;
}

/** Resolves with the work as it ended. */
function follow(session: Session, client: Client, { id, image, what }: ImageWork): Promise<ImageWork> {
  const subject = what === "build" ? (image.split(/[/:]/)[1] ?? image) : image;
  return new Promise((resolve, reject) => {
    const subscription = client.images.follow.subscribe(
      { id },
      {
        onData({ data: { lines, work } }) {
          for (const line of lines) say(session, subject, line);
          if (work.endedAt === undefined) return;
          subscription.unsubscribe();
          resolve(work);
        },
        onError: reject,
      },
    );
  });
}

function say(session: Session, subject: string, line: string): void {
  const text = `${subject.padEnd(7)} ${plainText(line)}`;
  if (session.json) session.note(text);
  else void write(session.io.stdout, `${text}\n`);
}

async function prune(session: Session): Promise<void> {
  const { removed } = await withClient(session, (client) => client.images.prune.mutate());
  const told = removed.length === 0 ? "Nothing to remove." : `Removed ${counted(removed.length, "image")}.`;
  await session.print({ removed }, [...removed, told]);
}

function kindOf(word: string): ImageKind {
  const kind = imageKinds.find((each) => each === word.toLowerCase());
  if (kind === undefined) throw new UsageError(`“${word}” is no image; there are ${imageKinds.join(", ")}.`);
  return kind;
}

function sourceOf(word: string): ImageSourceChoice {
  const source = imageSourceChoices.find((each) => each === word);
  if (source === undefined) throw new UsageError(`--from: one of ${imageSourceChoices.join(", ")}.`);
  return source;
}
