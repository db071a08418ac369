import { Autocomplete, SegmentedControl, TextInput } from "@mantine/core";
import editor from "./event-editor.module.css";
import type { RequestPartProps } from "./request-part.ts";
import { loginWords } from "./request-summaries.ts";
import styles from "./request.module.css";

/** Who asks. Secrets are variables of the event's environment, named here. */
export function RequestLoginFields({ form, request, change }: RequestPartProps) {
  const { authentication } = request;
  return (
    <div className={styles.wide}>
      <SegmentedControl
        aria-label="Authentication"
        data={(["none", "basic", "bearer", "header"] as const).map((value) => ({ value, label: loginWords[value] }))}
        value={authentication}
        onChange={(chosen) => change({ authentication: chosen }, "request.authentication")}
      />
      {authentication === "basic" && (
        <TextInput
          {...form.field("request.authentication.username")}
          label="User"
          w={300}
          autoComplete="off"
          value={request.username}
          onChange={(input) => change({ username: input.currentTarget.value }, "request.authentication.username")}
        />
      )}
      {authentication === "header" && (
        <TextInput
          {...form.field("request.authentication.name")}
          label="Header"
          placeholder="X-Api-Key"
          w={300}
          classNames={{ input: editor.code ?? "" }}
          value={request.headerName}
          onChange={(input) => change({ headerName: input.currentTarget.value }, "request.authentication.name")}
        />
      )}
      {authentication !== "none" && (
        <SecretName
          {...{ form, request, change }}
          path="request.authentication.secret"
          value={request.secret}
          onChange={(secret) => change({ secret }, "request.authentication.secret")}
          label={authentication === "basic" ? "Password" : authentication === "bearer" ? "Token" : "Value"}
        />
      )}
    </div>
  );
}

/** Names the variable of the environment that holds a secret. */
export function SecretName({
  form,
  path,
  label,
  value,
  onChange,
}: Pick<RequestPartProps, "form"> & {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const keys = form.draft.environment.map(({ key }) => key.trim()).filter((key) => key !== "");
  return (
    <Autocomplete
      {...form.field(path)}
      label={`${label}, from the variable`}
      description="Add it under Environment, as a secret. It is never shown, and masked in the log."
      placeholder="API_TOKEN"
      w={360}
      classNames={{ input: editor.code ?? "" }}
      data={[...new Set(keys)]}
      value={value}
      onChange={onChange}
    />
  );
}
