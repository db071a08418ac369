import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { VariableForm } from "./variable-form.tsx";

export interface VariableDialogProps {
  /** Which variable is changed; `new` for another one, undefined while it is closed. */
  readonly subject: { readonly key: string } | "new" | undefined;
  readonly onClose: () => void;
}

/** Makes a variable, or changes one. */
export function VariableDialog({ subject, onClose }: VariableDialogProps) {
  const saved = (key: string): void => {
    notifyDone(`${key} is saved.`);
    onClose();
  };
  return (
    <Modal
      opened={subject !== undefined}
      onClose={onClose}
      title={subject === "new" || subject === undefined ? "New variable" : `Edit ${subject.key}`}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {subject === "new" && <VariableForm variable={undefined} onSaved={saved} onCancel={onClose} />}
      {typeof subject === "object" && <Existing variableKey={subject.key} onSaved={saved} onCancel={onClose} />}
    </Modal>
  );
}

interface ExistingProps {
  readonly variableKey: string;
  readonly onSaved: (key: string) => void;
  readonly onCancel: () => void;
}

function Existing({ variableKey: key, onSaved, onCancel }: ExistingProps) {
  const api = useApi();
  const variable = useQuery(api.variables.get.queryOptions({ key }));
  if (variable.data !== undefined) {
    return <VariableForm variable={variable.data} onSaved={onSaved} onCancel={onCancel} />;
  }
  if (variable.error === null) return <LoadingRows rows={5} />;
  return (
    <ErrorPanel title={`${key} could not be read`} error={variable.error} onRetry={() => void variable.refetch()} />
  );
}
