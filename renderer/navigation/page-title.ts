import { useEffect } from "react";
import { create } from "zustand";

/** What the open screen is called; shown in the top bar and as the document's title. */
export const usePageTitle = create<{ readonly title: string }>(() => ({ title: "" }));

/** Names the open screen for as long as the calling component is mounted. */
export function useNamePage(title: string): void {
  useEffect(() => {
    usePageTitle.setState({ title });
    document.title = title === "" ? "Cronium" : `${title} · Cronium`;
  }, [title]);
}
