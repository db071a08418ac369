import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { toProblem } from "../bridge/problem.ts";
import { TroublePanel } from "../ui/error-panel.tsx";
import { PartNotLoadedError } from "../ui/load-part.ts";
import { PageHeader } from "../ui/page-header.tsx";
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
    const { error } = this.state;
    const { message, raw } = toProblem(error);
    return (
      <Screen narrow>
        <PageHeader title="This screen could not be shown" />
        {error instanceof PartNotLoadedError ? (
          <TroublePanel
            title="A part of this page could not be loaded"
            message="Cronium has changed since the page was opened, or could not be reached."
            remedy="Load the page anew. Your jobs are not affected: they run elsewhere."
            raw={raw}
            actions={
              <Button variant="default" onClick={() => window.location.reload()}>
                Load the page anew
              </Button>
            }
          />
        ) : (
          <TroublePanel
            title="This is a fault of the program"
            message={message}
            remedy="Your jobs are not affected: they run elsewhere."
            raw={raw}
            actions={
              <Button variant="default" onClick={() => this.setState({ error: undefined, failed: false })}>
                Try again
              </Button>
            }
          />
        )}
      </Screen>
    );
  }
}
