import { useEffect, useRef, type RefObject } from "react";

/**
 * A new screen starts at its top, and the keyboard and the screen reader start there too. Where what had the focus goes
 * away while the screen is still filled with what it asked for, the focus goes to its title again, until somebody does
 * something.
 * @param place changes when another screen is shown
 */
export function useScreenStart(main: RefObject<HTMLElement | null>, place: string): void {
  const shown = useRef(place);
  useEffect(() => {
    const element = main.current;
    if (shown.current === place || element === null) return;
    shown.current = place;
    element.scrollTo(0, 0);
    const isInside = element.contains(document.activeElement) && document.activeElement !== element;
    if (!isInside) focusTitle(element);
    const watch = new MutationObserver(() => {
      const { activeElement } = document;
      if (activeElement === document.body || activeElement === element) focusTitle(element);
    });
    watch.observe(element, { childList: true, subtree: true });
    const end = (): void => {
      watch.disconnect();
      document.removeEventListener("keydown", end, true);
      document.removeEventListener("pointerdown", end, true);
    };
    document.addEventListener("keydown", end, true);
    document.addEventListener("pointerdown", end, true);
    return end;
  }, [main, place]);
}

function focusTitle(element: HTMLElement): void {
  (element.querySelector<HTMLElement>("h1") ?? element).focus({ preventScroll: true });
}
