import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { imageName } from "../../../shared/image.ts";
import { useApi } from "../../bridge/api.tsx";
import { notifyProblem } from "../../ui/notify.tsx";
import styles from "./images.module.css";

/** Fetches an image by its name. */
export function PullForm({ onBegun }: { readonly onBegun: (id: string) => void }) {
  const api = useApi();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const pull = useMutation(
    api.images.pull.mutationOptions({
      onSuccess: ({ id }) => {
        setName("");
        onBegun(id);
      },
      onError: (error) => notifyProblem("The image could not be pulled", error),
    }),
  );
  return (
    <form
      className={styles.pull}
      onSubmit={(submit) => {
        submit.preventDefault();
        const parsed = imageName.safeParse(name);
        setProblem(parsed.success ? undefined : `This ${parsed.error.issues[0]?.message ?? "is no name of an image"}.`);
        if (parsed.success) pull.mutate({ image: parsed.data });
      }}
    >
      <TextInput
        aria-label="Image to pull"
        placeholder="registry.example.com/tools:1"
        value={name}
        error={problem}
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <Button type="submit" variant="default" loading={pull.isPending} disabled={name.trim() === ""}>
        Pull
      </Button>
    </form>
  );
}
