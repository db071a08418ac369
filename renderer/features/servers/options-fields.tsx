import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import styles from "./servers.module.css";
import {
  inheritedText,
  optionFields,
  optionText,
  straight,
  type OptionField,
  type OptionName,
  type OptionsDraft,
} from "./options-draft.ts";

export interface OptionsFieldsProps {
  readonly draft: OptionsDraft;
  readonly onChange: (draft: OptionsDraft) => void;
  readonly errors: Partial<Readonly<Record<OptionName, string>>>;
  /** Groups from which an empty field inherits. */
  readonly groups: readonly string[];
  /** The server itself, which cannot lead to itself. */
  readonly ownName?: string | undefined;
}

/** The options of a server or of a group. Each empty field says what holds instead, and whence. */
export function OptionsFields({ draft, onChange, errors, groups, ownName }: OptionsFieldsProps) {
  const api = useApi();
  const known = useQuery(api.groups.list.queryOptions());
  const servers = useQuery(api.servers.list.queryOptions());
  const choose = (name: OptionName, value: string): void => onChange({ ...draft, [name]: value });
  const common = (field: OptionField) => ({
    label: field.label,
    description: field.hint,
    placeholder: inheritedText(field.name, groups, known.data ?? []),
    error: errors[field.name],
  });
  return (
    <div className={styles.options}>
      {optionFields.map((field) => {
        const { name } = field;
        if (name !== "jump" && name !== "runtimeApi") {
          return (
            <TextInput
              key={name}
              {...common(field)}
              value={draft[name]}
              spellCheck={false}
              onChange={(change) => choose(name, change.currentTarget.value)}
            />
          );
        }
        const data =
          name === "runtimeApi"
            ? ["automatic", "bundled"].map((value) => ({ value, label: optionText(name, value) }))
            : [
                { value: straight, label: "straight, whatever its groups say" },
                ...(servers.data ?? [])
                  .filter((server) => server.name !== ownName)
                  .map((server) => ({ value: server.name, label: server.name })),
              ];
        return (
          <Select
            key={name}
            {...common(field)}
            data={data}
            value={draft[name] === "" ? null : draft[name]}
            clearable
            clearButtonProps={{ "aria-label": `${field.label}: inherited` }}
            searchable={name === "jump"}
            onChange={(value) => choose(name, value ?? "")}
          />
        );
      })}
    </div>
  );
}
