import { Input } from "@mantine/core";
import type { ReactNode } from "react";

/** The label of a choice that is no text field. */
export function FormLabel({ children }: { readonly children: ReactNode }) {
  return (
    <Input.Label labelElement="div" mb={4}>
      {children}
    </Input.Label>
  );
}
