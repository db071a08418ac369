import { Skeleton } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";

/** Answers that come sooner than this never show a placeholder, milliseconds. */
const patienceMs = 150;

/** Shows its content only after a moment: for placeholders of what mostly is there at once. */
function Delayed({ children }: { readonly children: ReactNode }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return due ? children : null;
}

/** Grey rows in place of a list that is on its way. */
export function LoadingRows({ rows = 6, height = 20 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <div role="status" aria-label="Loading" style={{ minHeight: rows * (height + 12) }}>
      <Delayed>
        {Array.from({ length: rows }, (_, row) => (
          <Skeleton key={row} height={height} mb={12} radius="sm" animate={false} />
        ))}
      </Delayed>
    </div>
  );
}
