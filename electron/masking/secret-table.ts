import { placeInOriginal, withoutSequences, type PlainText, type Sequence } from "./escape-sequences.ts";
import { secretPatterns } from "./secret-patterns.ts";
import type { SecretPattern } from "./writings.ts";
import { cutShort } from "./unit.ts";

/**
 * What a run must not print, made ready for looking. Takes 130 KB, and for each secret some 60 KB: about 30 patterns of
 * its length or twice that, and steps; for very many secrets at most 8 MB of steps.
 */
export interface SecretTable {
  /** For each pair of bytes the group of the patterns that begin with it; 0: none does. */
  readonly pairs: Uint16Array;
  /** Patterns that may begin with the same few bytes. Those of pairs first, then what `narrow` adds. */
  readonly groups: (readonly SecretPattern[])[];
  /** steps[group * 256 + next byte]: the group of those that are still possible; 0: not looked at, 1: none is. */
  steps: Uint16Array;
  /** 1 for each byte with which a pattern begins. */
  readonly firstBytes: Uint8Array;
  /** No match reaches further, in bytes. */
  readonly reach: number;
  /** All triggers there are. */
  readonly triggers: readonly string[];
  /** Whether a secret holds the byte with which terminal sequences begin. */
  readonly holdsEscape: boolean;
}

/** Beyond this number of groups no more are told apart. */
const mostGroups = 16_384;
/** So many bytes tell which patterns are worth comparing. */
const deepest = 6;
const none = 1;
const escapeByte = 0x1b;

/** Besides what the secret itself takes in its longest form, with a colour for each character. */
const reachBeyond = 4_096;
const reachForEachByte = 48;

/** @returns undefined when there is nothing to look for */
export function compileSecrets(secrets: readonly string[]): SecretTable | undefined {
  return compilePatterns([...new Set(secrets)].flatMap(secretPatterns));
}

/** @param patterns of at least two bytes each */
export function compilePatterns(patterns: readonly SecretPattern[]): SecretTable | undefined {
  if (patterns.length === 0) return undefined;
  const pairs = new Uint16Array(65_536);
  const firstBytes = new Uint8Array(256);
  const beginnings = new Map<number, SecretPattern[]>();
  for (const pattern of patterns) {
    for (const pair of new Set(pattern.starts)) {
      const group = beginnings.get(pair);
      if (group === undefined) beginnings.set(pair, [pattern]);
      else group.push(pattern);
    }
  }
  const groups: (readonly SecretPattern[])[] = [[], []];
  for (const [pair, group] of beginnings) {
    firstBytes[pair >> 8] = 1;
    pairs[pair] = groups.push(group) - 1;
  }
  const longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  const triggers = [...new Set(patterns.map(({ trigger }) => trigger ?? ""))];
  const steps = new Uint16Array((groups.length + 32) * 256);
  const reach = reachBeyond + longest * reachForEachByte;
  const holdsEscape = patterns.some(({ bytes }) => bytes.includes(escapeByte));
  return { pairs, groups, steps, firstBytes, reach, triggers, holdsEscape };
}

/**
 * Finds out which patterns of a group are still possible after one more byte, and keeps the answer: the writings
 * themselves are asked, with a text that ends there.
 * @param beginning the bytes that led here and the next one
 */
function narrow(table: SecretTable, group: number, beginning: Buffer): number {
  const { groups } = table;
  const before = groups[group] ?? [];
  const patterns = before.filter(({ writing, bytes }) => writing(beginning, 0, bytes) !== 0);
  const next = patterns.length === 0 ? none : groups.push(patterns) - 1;
  if (groups.length * 256 > table.steps.length) {
    const steps = new Uint16Array(Math.max(groups.length, Math.min(mostGroups, Math.ceil(groups.length * 1.5))) * 256);
    steps.set(table.steps);
    table.steps = steps;
  }
  table.steps[group * 256 + (beginning.at(-1) ?? 0)] = next;
  return next;
}

/** A part of a text that is to be hidden. */
export interface HiddenRange {
  readonly start: number;
  readonly end: number;
  /** True when terminal sequences stand within: these stay. */
  readonly keepsSequences: boolean;
}

export interface Findings {
  /** By start; they may overlap. */
  readonly ranges: readonly HiddenRange[];
  /** From here on more bytes may show that a secret begins; the end of the text when nothing is open. */
  readonly open: number;
  readonly sequences: readonly Sequence[];
}

/**
 * Looks for secrets in the text without its terminal sequences, as these may stand between any two characters, and in
 * the sequences themselves: a link holds an address, and an escape may stand before a secret by chance.
 * @param isEnd no more will follow
 */
export function findSecrets(table: SecretTable, text: Buffer, isEnd: boolean): Findings {
  const ranges: HiddenRange[] = [];
  const plain: PlainText | undefined = withoutSequences(text);
  const foundAsItIs: Found = (start, end) => ranges.push({ start, end, keepsSequences: false });
  if (plain === undefined) {
    const open = scan(table, lookAt(table, text, isEnd), 0, text.length, foundAsItIs);
    return { ranges, open, sequences: [] };
  }
  const openInPlain = scan(table, lookAt(table, plain.bytes, isEnd), 0, plain.bytes.length, (start, end) => {
    const place = placeInOriginal(plain, start);
    ranges.push({ start: place, end: placeInOriginal(plain, end - 1) + 1, keepsSequences: true });
  });
  let open = openInPlain < plain.bytes.length ? placeInOriginal(plain, openInPlain) : text.length;
  // No match goes over the escape of a sequence, unless a secret holds that character itself.
  const inside = table.holdsEscape ? [{ start: 0, end: text.length }] : plain.sequences;
  const look = lookAt(table, text, isEnd);
  for (const { start, end } of inside) open = Math.min(open, scan(table, look, start, end, foundAsItIs));
  ranges.sort((one, other) => one.start - other.start);
  return { ranges, open, sequences: plain.sequences };
}

/** One text to be looked at. */
interface Look {
  readonly text: Buffer;
  readonly isEnd: boolean;
  /** The triggers that stand in the text: what would need another is found as it is, if at all. */
  readonly present: ReadonlySet<string>;
}

function lookAt({ triggers }: SecretTable, text: Buffer, isEnd: boolean): Look {
  return { text, isEnd, present: new Set(triggers.filter((trigger) => text.includes(trigger))) };
}

type Found = (start: number, end: number) => void;

/** Looks for what begins from `from` on and before `to`. @returns the first place where more bytes may decide */
function scan(table: SecretTable, { text, isEnd, present }: Look, from: number, to: number, found: Found): number {
  const { pairs, groups, firstBytes } = table;
  const last = text.length - 1;
  let { steps } = table;
  let open = text.length;
  if (from <= last && last < to && !isEnd && firstBytes[text[last] ?? 0] === 1) open = last;
  const scanEnd = Math.min(last, to);
  let pair = text[from] ?? 0;
  for (let at = from; at < scanEnd; at++) {
    pair = ((pair & 255) << 8) | (text[at + 1] ?? 0);
    let group = pairs[pair] ?? 0;
    if (group === 0) continue;
    const knownEnd = Math.min(at + deepest, text.length);
    for (let known = at + 2; known < knownEnd && group !== none; known++) {
      let next = steps[group * 256 + (text[known] ?? 0)] ?? 0;
      if (next === 0) {
        if (table.groups.length >= mostGroups) break;
        next = narrow(table, group, text.subarray(at, known + 1));
        ({ steps } = table);
      }
      group = next;
    }
    if (group === none) continue;
    let end = 0;
    for (const { writing, bytes, trigger } of groups[group] ?? []) {
      if (trigger !== undefined && !present.has(trigger)) continue;
      const match = writing(text, at, bytes);
      if (match > end) end = match;
      else if (match === cutShort && !isEnd && at < open) open = at;
    }
    if (end > 0) found(at, end);
  }
  return open;
}
