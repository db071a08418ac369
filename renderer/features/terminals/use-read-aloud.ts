import { useLocalStorage } from "@mantine/hooks";

/** Whether terminals are written for screen readers, too. Kept by this browser: it costs speed. */
export function useReadAloud(): readonly [boolean, (on: boolean) => void] {
  const [on, set] = useLocalStorage({
    key: "cronium.terminal.screenReader",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  return [on, set];
}
