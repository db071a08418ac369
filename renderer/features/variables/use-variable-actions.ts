import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { VariableSummary } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";

export interface VariableActions {
  readonly remove: (variable: VariableSummary) => void;
  readonly menu: (variable: VariableSummary, edit: () => void) => readonly MenuAction[];
}

/** What a person can do with a variable, wherever it is shown. */
export function useVariableActions(): VariableActions {
  const api = useApi();
  const client = useApiClient();
  const { mutate } = useMutation(api.variables.remove.mutationOptions());
  return useMemo(() => {
    const ask = ({ key, version, isSecret }: VariableSummary, users: readonly string[]): void =>
      confirm({
        title: `Delete ${key}?`,
        consequences: [
          users.length === 0
            ? "No script is known to use it."
            : `Scripts of ${users.join(", ")} will find nothing when they read it.`,
          ...(isSecret ? ["Its value is removed from the vault."] : []),
          "This cannot be undone.",
        ],
        verb: "Delete",
        danger: true,
        onConfirm: () =>
          mutate(
            { key, version },
            {
              onSuccess: () => {
                notifyDone(`${key} is deleted`);
                if (window.location.hash.startsWith(paths.variable(key)))
                  navigate(paths.variables(), { replace: true });
              },
              onError: (error) => notifyProblem(`${key} could not be deleted`, error),
            },
          ),
      });
    const remove = (variable: VariableSummary): void => {
      client.variables.usage.query({ key: variable.key }).then(
        ({ uses, mentions }) =>
          ask(variable, [...new Set([...uses, ...mentions].map(({ eventName }) => `“${eventName}”`))]),
        (error: unknown) => notifyProblem(`Who uses ${variable.key} could not be found out`, error),
      );
    };
    return {
      remove,
      menu: (variable, edit) => [
        { label: "Edit", icon: IconPencil, run: edit },
        { label: "Delete…", icon: IconTrash, danger: true, run: () => remove(variable) },
      ],
    };
  }, [client, mutate]);
}
