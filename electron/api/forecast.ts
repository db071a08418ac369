import { forecastInput } from "../../shared/forecast.ts";
import { readForecast } from "../schedule/stored-forecast.ts";
import { procedure, router } from "./procedure.ts";

export const forecastRouter = router({
  /** What active events would start between two instants, by event or by server. */
  read: procedure.input(forecastInput).query(async ({ ctx: context, input }) => {
    const { store, clock, compile, calendars } = context;
    const book = await calendars(store.read);
    return readForecast({ database: store.read, clock, compile, book }, input);
  }),
});
