import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { quote } from "../delivery/quote.ts";
import { oneLine, shellCommand } from "./shell-text.ts";

describe("oneLine", () => {
  it("leaves out comments and joins what belongs together without a semicolon", () => {
    const program = `
      # comment
      if [ "$a" ]; then
        echo a |
          cat &&
          echo b
      else
        case $b in
          x) ;;
          y) echo y ;;
        esac
      fi
      sleep 1 &
      last=$!
      echo done
    `;
    expect(oneLine(program)).toBe(
      'if [ "$a" ]; then echo a | cat && echo b; else case $b in x) ;; y) echo y ;; esac; fi; sleep 1 & last=$! ; echo done',
    );
  });

  it.each(["echo 'a'", String.raw`printf "\n"`, "echo $!x", "[ !a ]"])(
    "refuses what some login shell would change: %s",
    (program) => {
      expect(() => oneLine(program)).toThrow(/the program holds/);
    },
  );
});

describe("quote", () => {
  /** What a POSIX shell makes of text made of single-quoted parts and escaped quotes. */
  const unquote = (text: string): string =>
    text.replaceAll(/'([^']*)'|\\'/g, (whole, inner: string | undefined) => inner ?? whole.slice(1));

  it("gives any text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(unquote(quote(text))).toBe(text);
      }),
    );
  });

  it("builds a command of one word each", () => {
    expect(shellCommand("echo $2", ["it's", ""])).toBe(`sh -c 'eval "$1"' cronium 'echo $2' 'it'\\''s' ''`);
  });
});
