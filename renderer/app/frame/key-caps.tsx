import { Kbd } from "@mantine/core";
import styles from "./key-caps.module.css";

/** Keys as they are written on the keyboard: `g e`, or Ctrl K. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keyCaps(keys).map((key, index) => (
        <Kbd key={index}>{key}</Kbd>
      ))}
    </span>
  );
}

function keyCaps(keys: string): readonly string[] {
  return keys
    .split(" ")
    .map((key) =>
      key
        .replace("mod+", /Mac/.test(navigator.userAgent) ? "⌘ " : "Ctrl ")
        .replace(/ ([a-z])$/, (_, letter: string) => ` ${letter.toUpperCase()}`),
    );
}
