import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { toProblem } from "../bridge/problem.ts";
import { TroublePanel } from "../ui/error-panel.tsx";
import { Screen } from "../ui/screen.tsx";

interface Properties {
  /** Where the window is: going elsewhere gives the next screen its chance. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
  readonly failed: boolean;
  readonly place: string;
}

/** Catches a fault of one screen, says so in its place and keeps the rest of the window going. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: undefined, failed: false, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, failed: true };
  }

  static getDerivedStateFromProps(next: Properties, state: State): Partial<State> | null {
    return next.place === state.place ? null : { error: undefined, failed: false, place: next.place };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const problem = toProblem(this.state.error);
    return (
      <Screen narrow>
        <TroublePanel
          title="This screen could not be shown"
          message={problem.message}
          remedy="This is a fault of the program. Your jobs are not affected: they run elsewhere."
          raw={problem.raw}
          actions={
            <Button variant="default" onClick={() => this.setState({ error: undefined, failed: false })}>
              Try again
            </Button>
          }
        />
      </Screen>
    );
  }
}
