/** The list of servers. */
export function ServersScreen() {
  return <p>Servers</p>;
}
