import { Button } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import { useApi } from "../../bridge/api.tsx";
import type { VariableView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { paths } from "../../navigation/paths.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { KeyValueStrip } from "../../ui/key-values.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Screen } from "../../ui/screen.tsx";
import { useVariableActions } from "./use-variable-actions.ts";
import { Changer, SecretMark } from "./variable-columns.tsx";
import { VariableDialog } from "./variable-dialog.tsx";
import { VariableUsage } from "./variable-usage.tsx";
import { VariableValue } from "./variable-value.tsx";

/** One variable: its value, and who uses it. */
export function VariableScreen({ variableKey: key }: { readonly variableKey: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery(api.variables.get.queryOptions({ key }, { retry: false }));
  return (
    <Screen>
      {data === undefined && <PageHeader title={key} />}
      {data === undefined && error === null && <LoadingRows />}
      {data === undefined && error !== null && (
        <ErrorPanel title="This variable could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {data !== undefined && <VariablePage variable={data} />}
    </Screen>
  );
}

function VariablePage({ variable }: { readonly variable: VariableView }) {
  const [editing, setEditing] = useState(false);
  const actions = useVariableActions();
  const edit = (): void => setEditing(true);
  useShortcut({ keys: "e", label: "Edit the variable", group: "This screen" }, edit);
  const { key, version, kind, bytes, isSecret, description } = variable;
  return (
    <>
      <PageHeader
        title={key}
        status={isSecret ? <SecretMark /> : undefined}
        subtitle={description === "" ? <a href={paths.variables()}>All variables</a> : description}
        actions={
          <Button leftSection={<IconPencil size={15} aria-hidden />} onClick={edit}>
            Edit
          </Button>
        }
        menu={[{ label: "Delete…", icon: IconTrash, danger: true, run: () => actions.remove(variable) }]}
      />
      <KeyValueStrip
        label="Variable in short"
        items={[
          { label: "Version", value: version.toLocaleString("en-GB") },
          { label: "Changed", value: <RelativeTime at={variable.updatedAt} focusable /> },
          { label: "By", value: <Changer variable={variable} /> },
          { label: "Created", value: <RelativeTime at={variable.createdAt} focusable /> },
          ...(kind === undefined ? [] : [{ label: "Kind", value: kind }]),
          ...(bytes === undefined ? [] : [{ label: "Size", value: bytesText(bytes) }]),
        ]}
      />
      <VariableValue variable={variable} />
      <VariableUsage variableKey={key} />
      <VariableDialog subject={editing ? variable : undefined} onClose={() => setEditing(false)} />
    </>
  );
}
