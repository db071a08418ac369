import { useEffect, useRef } from "react";
import { useConnection } from "../../bridge/api.tsx";
import { useLiveQueries } from "../../bridge/live-queries.ts";
import { listenForShortcuts } from "../../keyboard/shortcuts.ts";
import { usePlace } from "../../navigation/location.ts";
import { classes } from "../../ui/tone-class.ts";
import { ErrorBoundary } from "../error-boundary.tsx";
import { RoutedScreen } from "../routes.tsx";
import { useSettings } from "../use-settings.ts";
import { CheatSheet } from "./cheat-sheet.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import styles from "./frame.module.css";
import { Palette } from "./palette.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useGoShortcuts } from "./use-go-shortcuts.ts";
import { useScreenStart } from "./use-screen-start.ts";
import { VaultBanner } from "./vault-banner.tsx";

/** The window: where one can go, where one is, how the core is, and the screen itself. */
export function Frame() {
  useLiveQueries();
  useSettings();
  useGoShortcuts();
  useEffect(listenForShortcuts, []);
  const { screen } = usePlace();
  const { state } = useConnection();
  const main = useRef<HTMLElement>(null);
  const place = JSON.stringify(screen);
  useScreenStart(main, place);
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Sidebar />
      <div className={styles.column}>
        <TopBar />
        <ConnectionBanner />
        <VaultBanner />
        <main ref={main} tabIndex={-1} className={classes(styles.main, state === "lost" && styles.stale)}>
          <ErrorBoundary place={place}>
            <RoutedScreen screen={screen} />
          </ErrorBoundary>
        </main>
      </div>
      <Palette />
      <CheatSheet />
    </div>
  );
}
