import { useEffect, useRef } from "react";

export interface SelectAllProps {
  /** What the rows are: "Events". */
  readonly label: string;
  readonly chosen: "none" | "some" | "all";
  readonly onChange: (all: boolean) => void;
}

/** The box over those of the rows: chooses all that are listed, or lets go of them. */
export function SelectAll({ label, chosen, onChange }: SelectAllProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = chosen === "some";
  }, [chosen]);
  return (
    <label>
      <input
        ref={box}
        type="checkbox"
        aria-label={`Select all: ${label}`}
        checked={chosen === "all"}
        onChange={(change) => onChange(change.currentTarget.checked)}
      />
    </label>
  );
}
