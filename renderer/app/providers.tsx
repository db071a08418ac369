import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { ApiProvider } from "../bridge/api.tsx";
import { ConfirmDialog } from "../ui/confirm.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { resolveVariables, theme } from "./theme.ts";

/** Everything a screen may count on: the theme, the core, dialogs and notifications. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
      <ErrorBoundary place="">
        <ApiProvider>
          {children}
          <ConfirmDialog />
          <Notifications position="bottom-right" limit={4} />
        </ApiProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
