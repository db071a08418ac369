import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { DurationField } from "../../ui/duration-field.tsx";
import editor from "./event-editor.module.css";
import { SecretName } from "./request-login-fields.tsx";
import type { RequestPartProps } from "./request-part.ts";
import styles from "./request.module.css";

/** How long each part may take, how much may come, and how the other side proves who it is. */
export function RequestTimeFields({ form, request, change }: RequestPartProps) {
  const { field } = form;
  return (
    <>
      <DurationField
        {...field("request.limits.connectMs")}
        label="To connect"
        value={request.connect}
        onChange={(connect) => change({ connect }, "request.limits.connectMs")}
      />
      <DurationField
        {...field("request.limits.tlsMs")}
        label="To agree on TLS"
        value={request.tlsWithin}
        onChange={(tlsWithin) => change({ tlsWithin }, "request.limits.tlsMs")}
      />
      <DurationField
        {...field("request.limits.firstByteMs")}
        label="Until the answer begins"
        value={request.firstByte}
        onChange={(firstByte) => change({ firstByte }, "request.limits.firstByteMs")}
      />
      <DurationField
        {...field("request.limits.wholeMs")}
        label="For all of it"
        value={request.whole}
        onChange={(whole) => change({ whole }, "request.limits.wholeMs")}
      />
      <NumberInput
        {...field("request.mostAnswerBytes")}
        label="Largest answer"
        description="Once unpacked. Beyond 1 MB it is kept as a file."
        min={0.001}
        max={1_000}
        suffix=" MB"
        clampBehavior="none"
        value={request.mostAnswer}
        onChange={(mostAnswer) => change({ mostAnswer }, "request.mostAnswerBytes")}
      />
      <Switch
        label="The answer may come compressed"
        checked={request.compression}
        onChange={(input) => change({ compression: input.currentTarget.checked }, "request.compression")}
      />
      <Select
        {...field("request.tls.minimumVersion")}
        label="TLS at least"
        data={[
          { value: "TLSv1.2" as const, label: "1.2" },
          { value: "TLSv1.3" as const, label: "1.3" },
        ]}
        value={request.minimumVersion}
        allowDeselect={false}
        onChange={(minimumVersion) => {
          if (minimumVersion !== null) change({ minimumVersion }, "request.tls.minimumVersion");
        }}
      />
      <TextInput
        {...field("request.tls.serverName")}
        label="Name on the certificate"
        description="Empty: that of the address."
        value={request.serverName}
        onChange={(input) => change({ serverName: input.currentTarget.value }, "request.tls.serverName")}
      />
      <div className={styles.wide}>
        <Switch
          label="Check the certificate"
          description={
            request.verify ? undefined : "Off: anybody on the way may answer in its place, and read what is sent."
          }
          checked={request.verify}
          onChange={(input) => change({ verify: input.currentTarget.checked }, "request.tls.verify")}
        />
        <Textarea
          {...field("request.tls.authority")}
          label="Trusted certificates"
          description="In PEM, in place of those this computer trusts. Empty: those of this computer."
          className={styles.full ?? ""}
          classNames={{ input: editor.code ?? "" }}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={request.authority}
          onChange={(input) => change({ authority: input.currentTarget.value }, "request.tls.authority")}
        />
        <Textarea
          {...field("request.tls.client.certificate")}
          label="Own certificate"
          description="In PEM, shown to servers that ask for one. Empty: none."
          className={styles.full ?? ""}
          classNames={{ input: editor.code ?? "" }}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={request.certificate}
          onChange={(input) => change({ certificate: input.currentTarget.value }, "request.tls.client.certificate")}
        />
        {request.certificate.trim() !== "" && (
          <SecretName
            form={form}
            path="request.tls.client.secret"
            label="Its private key"
            value={request.certificateSecret}
            onChange={(certificateSecret) => change({ certificateSecret }, "request.tls.client.secret")}
          />
        )}
      </div>
    </>
  );
}
