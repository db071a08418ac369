import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "../bridge/api.tsx";
import { useHourClock } from "../time/time-style.ts";

/** Applies the saved look and hour clock to the window, whoever changed them. */
export function useSettings(): void {
  const api = useApi();
  const { data } = useQuery(api.settings.get.queryOptions());
  const { setColorScheme } = useMantineColorScheme();
  const look = data?.theme;
  const clock = data?.clock;
  useEffect(() => {
    if (look !== undefined) setColorScheme(look);
  }, [look, setColorScheme]);
  useEffect(() => {
    if (clock !== undefined) useHourClock.setState({ clock });
  }, [clock]);
}
