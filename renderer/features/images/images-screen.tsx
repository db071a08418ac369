import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconHammer, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useState } from "react";
import { imageKinds } from "../../../shared/image.ts";
import { useApi } from "../../bridge/api.tsx";
import type { CustomImage, ImageWorkView, OwnImage } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { confirm } from "../../ui/confirm.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { counted } from "../../ui/plural.ts";
import { Screen } from "../../ui/screen.tsx";
import { Section } from "../../ui/section.tsx";
import { dismissWork, useDismissedWorks } from "./dismissed-works.ts";
import { customColumns, fewOwnColumns, ownColumns } from "./image-columns.tsx";
import { ImageWorkItem } from "./image-work.tsx";
import { imagesAnswer } from "./image-words.ts";
import styles from "./images.module.css";
import { PullForm } from "./pull-form.tsx";

const keyOf = ({ name }: { readonly name: string }): string => name;

/** The images that scripts in containers run in: which are there, and building, pulling and removing them. */
export function ImagesScreen() {
  const api = useApi();
  const images = useQuery(api.images.list.queryOptions());
  const dismissed = useDismissedWorks(({ ids }) => ids);
  const works = useImageWorks().filter(({ id }) => !dismissed.has(id));
  const [showsOutdated, setShowsOutdated] = useState(false);
  const [opened, setOpened] = useState<readonly string[]>([]);
  const open = useCallback((ids: readonly string[]) => setOpened((known) => [...known, ...ids]), []);
  const build = useMutation(
    api.images.build.mutationOptions({
      onSuccess: (begun) => open(begun.map(({ id }) => id)),
      onError: (error) => notifyProblem("The images could not be built", error),
    }),
  );
  const pull = useMutation(
    api.images.pull.mutationOptions({
      onSuccess: ({ id }) => open([id]),
      onError: (error) => notifyProblem("The image could not be pulled", error),
    }),
  );
  const prune = usePrune();
  const list = images.data;
  const missing = (list?.own ?? []).filter(({ state }) => state === "missing").map(({ kind }) => kind);
  const current = (list?.own ?? []).filter(({ state }) => state !== "outdated");
  const outdated = (list?.own ?? []).filter(({ state }) => state === "outdated");
  const buildMissing = useCallback(() => build.mutate({ kinds: missing }), [build, missing]);
  useShortcut({ keys: "b", label: "Build what is missing", group: "This screen", enabled: missing.length > 0 }, () =>
    buildMissing(),
  );
  const { mutate: begin } = build;
  const hasRoom = useMediaQuery("(min-width: 1100px)", true, { getInitialValueInEffect: false });
  const columns = hasRoom ? ownColumns : fewOwnColumns;
  const ownActions = useCallback(
    ({ kind, state }: OwnImage): readonly MenuAction[] => {
      const again = state === "present";
      return [{ label: again ? "Build again" : "Build", icon: IconHammer, run: () => begin({ kinds: [kind], again }) }];
    },
    [begin],
  );
  const { mutate: beginPull } = pull;
  const customActions = useCallback(
    ({ name, isHere }: CustomImage): readonly MenuAction[] => [
      { label: isHere ? "Pull again" : "Pull", icon: IconRefresh, run: () => beginPull({ image: name }) },
    ],
    [beginPull],
  );
  return (
    <Screen>
      <PageHeader
        title="Images"
        subtitle={list === undefined ? "" : <span role="status">{imagesAnswer(list)}</span>}
        actions={
          missing.length > 0 && (
            <Button leftSection={<IconHammer size={15} aria-hidden />} loading={build.isPending} onClick={buildMissing}>
              Build what is missing
            </Button>
          )
        }
        menu={[
          {
            label: "Build all again",
            icon: IconHammer,
            run: () => build.mutate({ kinds: [...imageKinds], again: true }),
          },
        ]}
      />
      {list === undefined && images.error === null && <LoadingRows rows={4} />}
      {images.error !== null && (
        <ErrorPanel title="The images could not be listed" error={images.error} onRetry={() => void images.refetch()} />
      )}
      {works.length > 0 && (
        <Section title="Builds and pulls" flush>
          <ul className={styles.works} aria-label="Builds and pulls">
            {works.map((work) => (
              <ImageWorkItem
                key={work.id}
                work={work}
                startsOpen={opened.includes(work.id)}
                onDismiss={() => dismissWork(work.id)}
              />
            ))}
          </ul>
        </Section>
      )}
      {list !== undefined && (
        <>
          <Section title="The program's own" flush>
            <DataTable
              label="The program's own images"
              rows={current}
              rowKey={keyOf}
              columns={columns}
              rowActions={ownActions}
              height="content"
              plain
            />
          </Section>
          <Section title="Others that events name" flush>
            {list.custom.length === 0 ? (
              <p className={styles.quiet}>No event names an image; each runs in the one of its language.</p>
            ) : (
              <DataTable
                label="Other images"
                rows={list.custom}
                rowKey={keyOf}
                columns={customColumns}
                rowActions={customActions}
                height="content"
                plain
              />
            )}
            <PullForm onBegun={(id) => open([id])} />
          </Section>
          {outdated.length > 0 && (
            <Section
              title="Of earlier versions"
              aside={counted(outdated.length, "image")}
              actions={
                <>
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-expanded={showsOutdated}
                    onClick={() => setShowsOutdated(!showsOutdated)}
                  >
                    {showsOutdated ? "Hide" : "Show"}
                  </Button>
                  <Button
                    variant="default"
                    size="compact-sm"
                    leftSection={<IconTrash size={14} aria-hidden />}
                    onClick={() => prune(outdated.length)}
                  >
                    Remove…
                  </Button>
                </>
              }
              flush
            >
              {showsOutdated && (
                <DataTable
                  label="Images of earlier versions"
                  rows={outdated}
                  rowKey={keyOf}
                  columns={columns}
                  height="content"
                  plain
                />
              )}
            </Section>
          )}
        </>
      )}
    </Screen>
  );
}

/** Builds and pulls as they stand; the list of images is asked for again whenever one has ended. */
function useImageWorks(): readonly ImageWorkView[] {
  const api = useApi();
  const queryClient = useQueryClient();
  const [works, setWorks] = useState<readonly ImageWorkView[]>([]);
  useSubscription(api.images.works.subscriptionOptions(undefined, { onData: setWorks }));
  const ended = works.filter(({ endedAt }) => endedAt !== undefined).length;
  useEffect(() => {
    if (ended > 0) void queryClient.invalidateQueries(api.images.list.pathFilter());
  }, [ended, api, queryClient]);
  return works;
}

/** Asks, and removes what is outdated and unused. */
function usePrune(): (count: number) => void {
  const api = useApi();
  const queryClient = useQueryClient();
  const prune = useMutation(
    api.images.prune.mutationOptions({
      onSuccess: async ({ removed }) => {
        await queryClient.invalidateQueries(api.images.list.pathFilter());
        notifyDone(
          removed.length === 0
            ? "Nothing could be removed: all are in use"
            : `${counted(removed.length, "image")} removed`,
        );
      },
      onError: (error) => notifyProblem("The images could not be removed", error),
    }),
  );
  return (count) =>
    confirm({
      title: `Remove ${counted(count, "outdated image")}?`,
      consequences: [
        "Those that an event names, or that a container stands on, stay.",
        "A job that is taken up again in one of the others would not find it; new runs use the present ones.",
      ],
      verb: "Remove",
      danger: true,
      onConfirm: () => prune.mutate(),
    });
}
