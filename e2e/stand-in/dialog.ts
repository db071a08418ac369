import { notify } from "./parent.ts";

interface MessageBox {
  readonly message: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
  readonly cancelId?: number;
}

/** Everything that was asked, oldest first. */
export const askedDialogs: MessageBox[] = [];
const waiting: ((button: string) => void)[] = [];
const answersAhead: string[] = [];

function response(box: MessageBox, button: string): number {
  const index = box.buttons.indexOf(button);
  if (index < 0) throw new Error(`The dialog "${box.message}" has no button ${button}.`);
  return index;
}

function ask(box: MessageBox): void {
  askedDialogs.push(box);
  notify({ kind: "dialog", message: box.message });
}

/** Presses a button of the dialog that is open, or of the next one. */
export function answerDialog(button: string): void {
  const answer = waiting.shift();
  if (answer) answer(button);
  else answersAhead.push(button);
}

export const dialog = {
  /** Stays open until a test answers. */
  showMessageBox(_window: unknown, box: MessageBox): Promise<{ response: number }> {
    const ahead = answersAhead.shift();
    ask(box);
    if (ahead !== undefined) return Promise.resolve({ response: response(box, ahead) });
    return new Promise((resolve) => {
      waiting.push((button) => {
        resolve({ response: response(box, button) });
      });
    });
  },
  /** Cannot wait: it takes the answer given ahead, or is cancelled. */
  showMessageBoxSync(_window: unknown, box: MessageBox): number {
    const ahead = answersAhead.shift();
    ask(box);
    return ahead === undefined ? (box.cancelId ?? 0) : response(box, ahead);
  },
  showErrorBox(title: string, content: string): void {
    ask({ message: title, detail: content, buttons: [] });
  },
};
