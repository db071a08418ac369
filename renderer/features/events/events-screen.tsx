/** The list of events. */
export function EventsScreen() {
  return <p>Events</p>;
}
