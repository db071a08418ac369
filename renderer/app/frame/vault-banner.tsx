import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { isVaultClosed } from "../../bridge/needs-me.ts";
import { paths } from "../../navigation/paths.ts";
import { counted } from "../../ui/plural.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./connection-banner.module.css";

/** Says on every screen that secrets cannot be had, and leads to where that is changed. */
export function VaultBanner() {
  const api = useApi();
  const { data } = useQuery(api.system.status.queryOptions());
  const { state, waiting = 0 } = data?.vault ?? {};
  return (
    <div role="status" aria-live="polite">
      {data !== undefined && isVaultClosed(data.vault) && (
        <div className={classes(styles.banner, toneClass("partial"))}>
          <IconLock size={16} aria-hidden />
          <span>
            {state === "locked" ? "Secrets are locked" : "Secrets cannot be read"}: jobs that need one wait
            {waiting > 0 && (
              <>
                , <a href={paths.jobs({ status: "queued" })}>{counted(waiting, "job")} now</a>
              </>
            )}
            . <a href={paths.settings()}>{state === "locked" ? "Unlock them" : "See what to do"}</a>
          </span>
        </div>
      )}
    </div>
  );
}
