import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRef } from "react";
import { useShortcut } from "../keyboard/shortcuts.ts";

export interface FilterFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** "Filter servers"; also what it is called. */
  readonly label: string;
  readonly width?: number;
}

/** The text filter of a list. `/` goes to it, Escape empties it and goes back. */
export function FilterField({ value, onChange, label, width = 240 }: FilterFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Filter this list", group: "Lists" }, () => field.current?.select());
  return (
    <TextInput
      ref={field}
      type="search"
      w={width}
      value={value}
      placeholder={label}
      aria-label={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        value === "" ? (
          <Kbd aria-hidden>/</Kbd>
        ) : (
          <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onChange("")} />
        )
      }
      rightSectionPointerEvents={value === "" ? "none" : "all"}
      onChange={(change) => onChange(change.currentTarget.value)}
      onKeyDown={(press) => {
        if (press.key !== "Escape") return;
        press.preventDefault();
        if (value === "") document.querySelector("main")?.focus();
        else onChange("");
      }}
    />
  );
}
