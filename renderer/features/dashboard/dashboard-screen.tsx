/** The dashboard. */
export function DashboardScreen() {
  return <p>Dashboard</p>;
}
