import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { JobResolution } from "../../../shared/job.ts";
import { useApi } from "../../bridge/api.tsx";
import type { JobView } from "../../bridge/views.ts";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";

const longestNote = 1_000;

const words: Readonly<Record<JobResolution, { readonly verb: string; readonly follows: string }>> = {
  completed: {
    verb: "Mark as done",
    follows: "The job is recorded as completed. What comes after a success is not started.",
  },
  failed: {
    verb: "Mark as failed",
    follows: "The job is recorded as failed. It is not tried again; you can run it again yourself.",
  },
};

/** Lets a person say how a job ended when nobody else can. */
export function ResolveButtons({ job }: { readonly job: JobView }) {
  const api = useApi();
  const [asked, setAsked] = useState<JobResolution>();
  const [note, setNote] = useState("");
  const resolving = useMutation(api.jobs.resolve.mutationOptions());
  const resolve = (as: JobResolution): void =>
    resolving.mutate(
      { id: job.id, as, ...(note.trim() === "" ? {} : { note: note.trim() }) },
      {
        onSuccess: () => {
          setAsked(undefined);
          notifyDone(`${job.eventName} is marked as ${as === "completed" ? "done" : "failed"}.`);
        },
        onError: (error) => notifyProblem(`${job.eventName} could not be marked`, error),
      },
    );
  return (
    <>
      <Button variant="default" onClick={() => setAsked("completed")}>
        {words.completed.verb}
      </Button>
      <Button variant="default" onClick={() => setAsked("failed")}>
        {words.failed.verb}
      </Button>
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`${asked === undefined ? "" : words[asked].verb}: ${job.eventName}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked !== undefined && (
          <Stack gap="md">
            <Text size="sm">{words[asked].follows}</Text>
            <Textarea
              label="How do you know? (optional)"
              description="Kept with the job, in its timeline."
              autosize
              minRows={2}
              maxLength={longestNote}
              value={note}
              onChange={(change) => setNote(change.currentTarget.value)}
              data-autofocus
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setAsked(undefined)}>
                Keep as it is
              </Button>
              <Button
                loading={resolving.isPending}
                {...(asked === "failed" ? { color: "red" } : {})}
                onClick={() => resolve(asked)}
              >
                {words[asked].verb}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
