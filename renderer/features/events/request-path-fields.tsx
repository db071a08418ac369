import { NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import editor from "./event-editor.module.css";
import type { RequestPartProps } from "./request-part.ts";
import { followWords } from "./request-summaries.ts";
import styles from "./request.module.css";

/** The way a request may take: redirects, private addresses, a proxy. */
export function RequestPathFields({ form, request, change }: RequestPartProps) {
  return (
    <>
      <Select
        {...form.field("request.redirects.follow")}
        label="Redirects"
        description={
          request.follow === "any"
            ? "Passwords, tokens and your own headers stay behind when another host is reached."
            : undefined
        }
        data={(["none", "same_host", "any"] as const).map((value) => ({ value, label: followWords[value] }))}
        value={request.follow}
        allowDeselect={false}
        onChange={(follow) => {
          if (follow !== null) change({ follow }, "request.redirects.follow");
        }}
      />
      {request.follow !== "none" && (
        <NumberInput
          {...form.field("request.redirects.most")}
          label="Redirects at most"
          w={120}
          min={0}
          max={20}
          allowDecimal={false}
          clampBehavior="none"
          value={request.mostRedirects}
          onChange={(mostRedirects) => change({ mostRedirects }, "request.redirects.most")}
        />
      )}
      <div className={styles.wide}>
        <TagsInput
          {...form.field("request.allow")}
          label="Private addresses it may reach"
          description="This computer, your own network and link-local addresses are refused unless the address above is one, or they are named here: 10.0.0.7, 10.0.0.0/8 or wiki.internal."
          placeholder={request.allow.length === 0 ? "none" : ""}
          className={styles.full ?? ""}
          value={[...request.allow]}
          onChange={(allow) => change({ allow }, "request.allow")}
        />
      </div>
      <Select
        {...form.field("request.proxy")}
        label="Proxy"
        data={[
          { value: "none" as const, label: "None" },
          { value: "environment" as const, label: "As the environment says" },
          { value: "named" as const, label: "This one" },
        ]}
        value={request.proxy}
        allowDeselect={false}
        onChange={(proxy) => {
          if (proxy !== null) change({ proxy }, "request.proxy");
        }}
      />
      {request.proxy === "named" && (
        <TextInput
          {...form.field("request.proxy.url")}
          label="Address of the proxy"
          placeholder="http://proxy.internal:3128"
          classNames={{ input: editor.code ?? "" }}
          spellCheck={false}
          value={request.proxyUrl}
          onChange={(input) => change({ proxyUrl: input.currentTarget.value }, "request.proxy.url")}
        />
      )}
    </>
  );
}
