/** One event. */
export function EventScreen({ id }: { readonly id: number }) {
  return <p>Event {id}</p>;
}
