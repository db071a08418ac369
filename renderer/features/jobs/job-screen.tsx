/** One job. */
export function JobScreen({ id }: { readonly id: string }) {
  return <p>Job {id}</p>;
}
