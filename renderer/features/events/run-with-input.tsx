import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { EventView } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import styles from "./event-editor.module.css";
import { readRunInput } from "./run-input.ts";

export interface RunWithInputProps {
  readonly event: Pick<EventView, "id" | "name">;
  readonly onClose: () => void;
}

/** Asks for the input of one run, begins it, and leads to its job. */
export function RunWithInput({ event, onClose }: RunWithInputProps) {
  const api = useApi();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const run = useMutation(
    api.events.run.mutationOptions({
      onSuccess: ({ jobId }) => {
        onClose();
        navigate(paths.job(jobId));
      },
    }),
  );
  const begin = (): void => {
    const input = readRunInput(text);
    setProblem(input.kind === "wrong" ? input.problem : undefined);
    if (input.kind === "wrong" || run.isPending) return;
    run.mutate({ id: event.id, ...(input.kind === "value" ? { input: input.value } : {}) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Run “${event.name}” with input`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          begin();
        }}
      >
        <Stack gap="md">
          <Textarea
            label="Input"
            description="JSON, up to 8 MB; empty for none."
            placeholder='{"name": "Ada"}'
            classNames={{ input: styles.code ?? "" }}
            autosize
            minRows={6}
            maxRows={18}
            spellCheck={false}
            value={text}
            error={problem}
            onChange={({ currentTarget: { value } }) => {
              setText(value);
              setProblem(undefined);
            }}
            onKeyDown={(pressed) => {
              if (pressed.key !== "Enter" || !(pressed.ctrlKey || pressed.metaKey)) return;
              pressed.preventDefault();
              begin();
            }}
            data-autofocus
          />
          {run.error !== null && <ErrorPanel title="It could not be run" error={run.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={run.isPending}>
              Run
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
