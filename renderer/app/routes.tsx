import { CalendarEditorScreen } from "../features/calendars/calendar-editor-screen.tsx";
import { CalendarsScreen } from "../features/calendars/calendars-screen.tsx";
import { DashboardScreen } from "../features/dashboard/dashboard-screen.tsx";
import { EventEditorScreen } from "../features/events/event-editor-screen.tsx";
import { EventScreen } from "../features/events/event-screen.tsx";
import { EventsScreen } from "../features/events/events-screen.tsx";
import { ForecastScreen } from "../features/forecast/forecast-screen.tsx";
import { ImagesScreen } from "../features/images/images-screen.tsx";
import { JobScreen } from "../features/jobs/job-screen.tsx";
import { JobsScreen } from "../features/jobs/jobs-screen.tsx";
import { SearchScreen } from "../features/search/search-screen.tsx";
import { MessageScreen } from "../features/outbox/message-screen.tsx";
import { OutboxScreen } from "../features/outbox/outbox-screen.tsx";
import { ServerScreen } from "../features/servers/server-screen.tsx";
import { ServersScreen } from "../features/servers/servers-screen.tsx";
import { SettingsScreen } from "../features/settings/settings-screen.tsx";
import { TerminalsScreen } from "../features/terminals/terminals-screen.tsx";
import { VariableScreen } from "../features/variables/variable-screen.tsx";
import { VariablesScreen } from "../features/variables/variables-screen.tsx";
import type { Screen } from "../navigation/paths.ts";
import { NowhereScreen } from "./nowhere-screen.tsx";

/** The screen an address names. Each is mounted anew for each thing it shows. */
export function RoutedScreen({ screen }: { readonly screen: Screen }) {
  switch (screen.name) {
    case "dashboard":
      return <DashboardScreen />;
    case "events":
      return <EventsScreen />;
    case "event-new":
      return <EventEditorScreen key="new" />;
    case "event":
      return <EventScreen key={screen.id} id={screen.id} />;
    case "event-edit":
      return <EventEditorScreen key={screen.id} id={screen.id} />;
    case "jobs":
      return <JobsScreen />;
    case "job":
      return <JobScreen key={screen.id} id={screen.id} />;
    case "search":
      return <SearchScreen />;
    case "outbox":
      return <OutboxScreen />;
    case "message":
      return <MessageScreen key={screen.id} id={screen.id} />;
    case "forecast":
      return <ForecastScreen />;
    case "calendars":
      return <CalendarsScreen />;
    case "calendar-new":
      return <CalendarEditorScreen key="new" />;
    case "calendar":
      return <CalendarEditorScreen key={screen.id} id={screen.id} />;
    case "servers":
      return <ServersScreen />;
    case "server":
      return <ServerScreen key={screen.id} id={screen.id} />;
    case "terminals":
      return <TerminalsScreen key="terminals" />;
    case "server-terminal":
      return <TerminalsScreen key="terminals" serverId={screen.id} />;
    case "variables":
      return <VariablesScreen />;
    case "variable":
      return <VariableScreen key={screen.key} variableKey={screen.key} />;
    case "settings":
      return <SettingsScreen />;
    case "images":
      return <ImagesScreen />;
    case "nowhere":
      return <NowhereScreen />;
  }
}
