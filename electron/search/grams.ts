/**
 * What the index knows of text: which groups of three characters stand in it. Letters count without their case, all
 * digits alike (numbers would fill the index and rule out little), all bytes beyond ASCII alike. 64 kinds make 18 bits.
 */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return 61;
  if (byte === 0x20 || byte === 0x09) return 28;
  if (byte < 0x20 || byte === 0x7f) return 62;
  const character = String.fromCharCode(byte).toLowerCase();
  if (character >= "a" && character <= "z") return 1 + character.charCodeAt(0) - 97;
  if (character >= "0" && character <= "9") return 27;
  return 29 + " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".indexOf(character) - 1;
});

const gramBits = 0x3ffff;

/** A set of groups. */
export interface GramSet {
  readonly count: number;
  /** Adds those of one line, or of a stretch of one. */
  add(bytes: Uint8Array, from: number, to: number): void;
  /** Each as a word, sorted by nothing. */
  words(): string;
  clear(): void;
}

export function createGramSet(): GramSet {
  const seen = new Uint8Array(gramBits + 1);
  let grams: number[] = [];
  return {
    get count() {
      return grams.length;
    },
    add(bytes, from, to) {
      if (to - from < 3) return;
      let gram = ((kinds[bytes[from] ?? 0] ?? 0) << 6) | (kinds[bytes[from + 1] ?? 0] ?? 0);
      for (let at = from + 2; at < to; at++) {
        gram = ((gram << 6) | (kinds[bytes[at] ?? 0] ?? 0)) & gramBits;
        if (seen[gram] === 0) {
          seen[gram] = 1;
          grams.push(gram);
        }
      }
    },
    words: () => grams.map(wordOf).join(" "),
    clear() {
      for (const gram of grams) seen[gram] = 0;
      grams = [];
    },
  };
}

function wordOf(gram: number): string {
  return gram.toString(36);
}

/** More would hardly rule out more. */
const mostAsked = 32;

/** The words of every text that holds this one; none when it is too short to tell. */
export function gramWords(text: Uint8Array): readonly string[] {
  const set = createGramSet();
  set.add(text, 0, text.length);
  const words = set.words();
  if (words === "") return [];
  const all = words.split(" ");
  const step = Math.max(1, Math.floor(all.length / mostAsked));
  return all.filter((_, index) => index % step === 0).slice(0, mostAsked);
}
