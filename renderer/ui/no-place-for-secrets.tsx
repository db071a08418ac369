import { useQuery } from "@tanstack/react-query";
import { useApi } from "../bridge/api.tsx";
import { paths } from "../navigation/paths.ts";
import { TroublePanel } from "./error-panel.tsx";

/** Stands where a secret is entered while none can be stored, and leads to where a person agrees to a place for them. */
export function NoPlaceForSecrets() {
  const api = useApi();
  const { data } = useQuery(api.system.status.queryOptions());
  const state = data?.vault.state;
  if (state === undefined || state === "open") return null;
  return (
    <TroublePanel
      tone="partial"
      title="No secret can be stored at present"
      message={
        state === "none"
          ? "No keychain answers on this computer. You may agree to an encrypted file."
          : data?.vault.detail
      }
      actions={<a href={paths.settings()}>{state === "none" ? "Choose where" : "Settings"}</a>}
    />
  );
}
