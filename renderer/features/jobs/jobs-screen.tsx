/** The list of jobs. */
export function JobsScreen() {
  return <p>Jobs</p>;
}
