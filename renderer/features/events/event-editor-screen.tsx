/** Makes an event, or changes the one with this id. */
export function EventEditorScreen({ id }: { readonly id?: number }) {
  return <p>Event {id}</p>;
}
