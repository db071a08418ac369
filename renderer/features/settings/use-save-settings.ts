import { useMutation } from "@tanstack/react-query";
import type { Settings } from "../../bridge/views.ts";
import { useApi } from "../../bridge/api.tsx";
import { notifyProblem } from "../../ui/notify.tsx";

/** Saves some of the settings. What is shown follows once the core has them. */
export function useSaveSettings(): { readonly save: (change: Partial<Settings>) => void; readonly saving: boolean } {
  const api = useApi();
  const mutation = useMutation(api.settings.set.mutationOptions());
  return {
    saving: mutation.isPending,
    save: (change) =>
      mutation.mutate(change, { onError: (error) => notifyProblem("The setting could not be saved", error) }),
  };
}
