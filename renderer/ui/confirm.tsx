import { Button, Group, Modal, Stack } from "@mantine/core";
import { useRef } from "react";
import { create } from "zustand";
import styles from "./confirm.module.css";
import { InlineCode } from "./inline-code.tsx";

export interface Question {
  /** "Archive web-1?" */
  readonly title: string;
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[];
  /** The verb on the button: "Archive". */
  readonly verb: string;
  /** Takes something away: the button is red. */
  readonly danger?: boolean;
  /** The word on the button that changes nothing. */
  readonly keep?: string;
  readonly onConfirm: () => void;
  readonly onDismiss?: () => void;
}

const useQuestion = create<{ readonly question: Question | undefined; readonly open: boolean }>(() => ({
  question: undefined,
  open: false,
}));

/** Asks before something that matters, spelling out what will follow. */
export function confirm(question: Question): void {
  useQuestion.setState({ question, open: true });
}

function close(): void {
  useQuestion.setState({ open: false });
}

/** What had the focus before may be gone, as an entry of a menu is: then the page's title gets it, so that it is never lost. */
function keepFocus(content: Element | null): void {
  const { activeElement, body } = document;
  const isLost = activeElement === body || content?.closest('[role="dialog"]')?.contains(activeElement) === true;
  if (isLost) document.querySelector<HTMLElement>("main h1")?.focus();
}

/** Shows what `confirm` asks. Mounted once, by the frame. */
export function ConfirmDialog() {
  const { question, open } = useQuestion();
  const content = useRef<HTMLDivElement>(null);
  if (question === undefined) return null;
  const dismiss = (): void => {
    close();
    question.onDismiss?.();
  };
  return (
    <Modal
      opened={open}
      onClose={dismiss}
      onExitTransitionEnd={() => keepFocus(content.current)}
      title={question.title}
      size="md"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md" ref={content}>
        <ul className={styles.consequences}>
          {question.consequences.map((consequence) => (
            <li key={consequence}>
              <InlineCode text={consequence} />
            </li>
          ))}
        </ul>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={dismiss} data-autofocus>
            {question.keep ?? "Keep as it is"}
          </Button>
          <Button
            {...(question.danger === true ? { color: "red" } : {})}
            onClick={() => {
              close();
              question.onConfirm();
            }}
          >
            {question.verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
