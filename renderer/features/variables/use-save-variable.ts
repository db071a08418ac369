import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import { fieldErrors, toProblem } from "../../bridge/problem.ts";
import type { VariableView } from "../../bridge/views.ts";
import { draftedValue, type VariableDraft } from "./variable-draft.ts";

export interface SaveVariable {
  readonly isSaving: boolean;
  /** By field: key, value, description. */
  readonly complaints: Readonly<Record<string, string>>;
  /** What no field is to blame for. */
  readonly trouble: unknown;
  /** As somebody else has saved it meanwhile. */
  readonly theirs: VariableView | undefined;
  readonly save: (draft: VariableDraft) => Promise<void>;
  readonly forget: () => void;
}

/**
 * Saves a variable over the version that was seen.
 * @param variable absent for a new one
 * @param onSaved told the key
 */
export function useSaveVariable(variable: VariableView | undefined, onSaved: (key: string) => void): SaveVariable {
  const api = useApi();
  const client = useApiClient();
  const create = useMutation(api.variables.create.mutationOptions());
  const update = useMutation(api.variables.update.mutationOptions());
  const [complaints, setComplaints] = useState<Readonly<Record<string, string>>>({});
  const [trouble, setTrouble] = useState<unknown>();
  const [theirs, setTheirs] = useState<VariableView>();
  const forget = (): void => {
    setComplaints({});
    setTrouble(undefined);
    setTheirs(undefined);
  };

  const refuse = async (key: string, error: unknown): Promise<void> => {
    const problem = toProblem(error);
    if (problem.code === "conflict") {
      if (variable === undefined) setComplaints({ key: "There is a variable of this key already" });
      else setTheirs(await client.variables.get.query({ key }).catch(() => undefined));
      if (variable !== undefined) setTrouble(error);
      return;
    }
    const found = fieldErrors(problem);
    const field = problem.field;
    if (field !== undefined && ["key", "value", "description"].includes(field)) {
      setComplaints({ ...found, [field]: problem.message });
    } else if (Object.keys(found).length > 0) setComplaints(found);
    else setTrouble(error);
  };

  const save = async (draft: VariableDraft): Promise<void> => {
    forget();
    const read = draftedValue(draft, variable);
    if (read !== undefined && !read.ok) {
      setComplaints({ value: read.error });
      return;
    }
    const { description, secret } = draft;
    const key = draft.key.trim();
    const value = read === undefined ? {} : { value: read.value as never };
    try {
      if (variable === undefined) {
        await create.mutateAsync({ key, value: null, ...value, description, secret });
      } else await update.mutateAsync({ key, version: variable.version, ...value, description, secret });
      onSaved(key);
    } catch (error) {
      await refuse(key, error);
    }
  };

  return { isSaving: create.isPending || update.isPending, complaints, trouble, theirs, save, forget };
}
