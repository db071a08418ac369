import { Button } from "@mantine/core";
import { paths } from "../navigation/paths.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Screen } from "../ui/screen.tsx";

/** What an address that names nothing shows. */
export function NowhereScreen() {
  return (
    <Screen>
      <PageHeader title="Not found" />
      <EmptyState
        sentence="This address leads to no screen. What it named may have been removed."
        action={
          <Button component="a" href={paths.dashboard()}>
            Go to the dashboard
          </Button>
        }
      />
    </Screen>
  );
}
