import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { paths } from "../../navigation/paths.ts";

/** A calendar by the name it had when it kept something from running, as the way to it while it exists. */
export function CalendarLink({ name }: { readonly name: string }) {
  const api = useApi();
  const { data } = useQuery(api.calendars.list.queryOptions());
  const known = data?.find((calendar) => calendar.name === name);
  return known === undefined ? <span>{name}</span> : <a href={paths.calendar(known.id)}>{name}</a>;
}
