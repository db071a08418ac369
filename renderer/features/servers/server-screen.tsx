/** One server. */
export function ServerScreen({ id }: { readonly id: number }) {
  return <p>Server {id}</p>;
}
