import type { Forecast } from "../../bridge/views.ts";
import { exactText, ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { counted } from "../../ui/plural.ts";
import type { Line } from "./lines.ts";

/** What a line shows, for those who do not see it. */
export function LineSummary({ line, forecast }: { readonly line: Line; readonly forecast: Forecast }) {
  const style = useTimeStyle(ownZone());
  switch (line.kind) {
    case "load":
      return <>{counted(forecast.total, "start")} in all</>;
    case "clock":
      return <>{line.changes.map(({ flag }) => flag).join("; ")}</>;
    case "calendar":
      return <>{counted(line.spans.length, "window")}</>;
    case "row": {
      const { count, blockedCount, firstMs, blocked } = line.row;
      const calendars = [...new Set(blocked.map(({ calendar }) => calendar))].join(", ");
      return (
        <>
          {counted(count, "start")}
          {firstMs !== undefined && `, first ${exactText(firstMs, style)}`}
          {blockedCount > 0 && `, ${blockedCount.toLocaleString("en-GB")} held back by ${calendars}`}
        </>
      );
    }
  }
}
