import type { KeyboardEvent } from "react";
import type { RowScroller } from "./scroller-state.ts";

/** Keys that move through a text, for the element that shows it. */
export function useViewKeys(scroller: RowScroller): (press: KeyboardEvent<HTMLElement>) => void {
  const moves: Readonly<Record<string, (press: KeyboardEvent<HTMLElement>) => void>> = {
    ArrowUp: () => scroller.scrollRows(-1),
    ArrowDown: () => scroller.scrollRows(1),
    PageUp: () => scroller.scrollPages(-1),
    PageDown: () => scroller.scrollPages(1),
    " ": (press) => scroller.scrollPages(press.shiftKey ? -1 : 1),
    Home: () => scroller.toStart(),
    End: () => scroller.toEnd(),
  };
  return (press) => {
    const move = moves[press.key];
    if (move === undefined || press.ctrlKey || press.metaKey || press.altKey) return;
    press.preventDefault();
    move(press);
  };
}
