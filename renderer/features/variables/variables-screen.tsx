import { Button } from "@mantine/core";
import { IconFileExport, IconFileImport, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import { bytesText } from "../../../shared/bytes-text.ts";
import type { VariablePage, VariableSummary } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FilterField } from "../../ui/filter-field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { counted } from "../../ui/plural.ts";
import { Screen } from "../../ui/screen.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NoVariables } from "./no-variables.tsx";
import { useVariableActions } from "./use-variable-actions.ts";
import { useVariableColumns } from "./variable-columns.tsx";
import { VariableDialog } from "./variable-dialog.tsx";

const keyOf = ({ key }: VariableSummary): string => key;
const hrefOf = ({ key }: VariableSummary): string => paths.variable(key);

/** The values that scripts share. */
export function VariablesScreen() {
  const api = useApi();
  const [query, change] = usePlaceQuery();
  const search = query.get("search") ?? "";
  const [subject, setSubject] = useState<VariableSummary>();
  const [file, setFile] = useState<"import" | "export">();
  const answer = useQuery(api.variables.list.queryOptions({ search }, { placeholderData: keepPreviousData }));
  const actions = useVariableActions();
  const columns = useVariableColumns();
  const isAdding = query.get("add") === "1";
  const add = (): void => change({ add: 1 });
  useShortcut({ keys: "n", label: "New variable", group: "This screen" }, add);
  const page = answer.data;
  const isEmpty = page !== undefined && page.variables.length === 0;
  const hasSome = page !== undefined && (page.total > 0 || search !== "");
  return (
    <Screen height="fill">
      <PageHeader
        title="Variables"
        subtitle={page === undefined ? "" : <span role="status">{summaryWords(page, search)}</span>}
        actions={
          hasSome && (
            <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
              New variable
            </Button>
          )
        }
        menu={[
          { label: "Import…", icon: IconFileImport, run: () => setFile("import") },
          { label: "Export…", icon: IconFileExport, run: () => setFile("export") },
        ]}
      />
      {hasSome && (
        <Toolbar>
          <FilterField label="Filter variables" value={search} onChange={(text) => change({ search: text })} />
        </Toolbar>
      )}
      {page === undefined && answer.error !== null && (
        <ErrorPanel
          title="The variables could not be listed"
          error={answer.error}
          onRetry={() => void answer.refetch()}
        />
      )}
      {page === undefined && answer.error === null && <LoadingRows rows={8} />}
      {isEmpty && search === "" && <NoVariables onAdd={add} />}
      {isEmpty && search !== "" && (
        <EmptyState
          sentence="No variable has that in its key or description."
          action={
            <Button variant="default" onClick={() => change({ search: undefined })}>
              Clear the filter
            </Button>
          }
        />
      )}
      {page !== undefined && !isEmpty && (
        <DataTable
          label="Variables"
          rows={page.variables}
          rowKey={keyOf}
          columns={columns}
          rowHref={hrefOf}
          rowActions={(variable) => actions.menu(variable, () => setSubject(variable))}
          rowKeys={{ e: setSubject }}
        />
      )}
      <VariableDialog
        subject={isAdding ? "new" : subject}
        onClose={() => {
          setSubject(undefined);
          if (isAdding) change({ add: undefined });
        }}
      />
      <ImportDialog opened={file === "import"} onClose={() => setFile(undefined)} />
      <ExportDialog opened={file === "export"} onClose={() => setFile(undefined)} />
    </Screen>
  );
}

function summaryWords({ total, variables, bytes, limitBytes }: VariablePage, search: string): string {
  if (total === 0) return "";
  const all = search === "" ? counted(total, "variable") : `${counted(total, "variable")} found`;
  const shown = total > variables.length ? `, the first ${variables.length.toLocaleString("en-GB")} shown` : "";
  const most = limitBytes === 0 ? "" : ` of ${bytesText(limitBytes)} allowed`;
  return `${all}${shown} · all variables take ${bytesText(bytes)}${most}`;
}
