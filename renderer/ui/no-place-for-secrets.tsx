import { useQuery } from "@tanstack/react-query";
import { useApi } from "../bridge/api.tsx";
import { paths } from "../navigation/paths.ts";
import { TroublePanel } from "./error-panel.tsx";

const ways = {
  none: { message: "No keychain answers on this computer. You may agree to an encrypted file.", link: "Choose where" },
  locked: { message: "The secrets file is locked until its passphrase is given.", link: "Unlock it" },
  damaged: { message: "The secrets file is damaged.", link: "See what is wrong" },
} as const;

/** Stands where a secret is entered while none can be stored, and leads to where a person sees to that. */
export function NoPlaceForSecrets() {
  const api = useApi();
  const { data } = useQuery(api.system.status.queryOptions());
  const state = data?.vault.state;
  if (state === undefined || state === "open") return null;
  return (
    <TroublePanel
      tone="partial"
      title="No secret can be stored at present"
      message={ways[state].message}
      actions={<a href={paths.settings()}>{ways[state].link}</a>}
    />
  );
}
