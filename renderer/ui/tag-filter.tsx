import { Select } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Narrows a list to one tag; not there while nothing is tagged. */
export function TagFilter({
  tags,
  value,
  onChange,
}: {
  readonly tags: readonly string[];
  readonly value: string | undefined;
  /** An empty text for any tag. */
  readonly onChange: (tag: string) => void;
}): ReactNode {
  if (tags.length === 0) return null;
  return (
    <Select
      aria-label="Tag"
      placeholder="Any tag"
      w={160}
      leftSection={<IconTag size={14} aria-hidden />}
      data={[...tags]}
      value={value ?? null}
      clearable
      clearButtonProps={{ "aria-label": "Any tag" }}
      searchable={tags.length > 8}
      onChange={(tag) => {
        onChange(tag ?? "");
      }}
    />
  );
}
