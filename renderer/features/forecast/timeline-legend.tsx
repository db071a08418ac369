import type { ReactNode } from "react";
import type { Forecast } from "../../bridge/views.ts";
import marks from "./marks.module.css";
import styles from "./timeline-legend.module.css";

/** What the marks stand for; only of those that can be seen. */
export function TimelineLegend({ forecast }: { readonly forecast: Forecast }) {
  const { windows, blockedTotal, collisionCount } = forecast;
  const has = (effect: "blackout" | "allow"): boolean => windows.some((span) => span.effect === effect);
  return (
    <ul className={styles.legend} aria-label="Legend">
      <Entry words="start, as long as it usually takes">
        <svg width={14} height={12}>
          <path className={marks.runs} d="M2 3h12v6h-12z" />
          <path className={marks.starts} d="M0 0h3v12h-3z" />
        </svg>
      </Entry>
      <Entry words="many starts">
        <svg width={14} height={12}>
          <path className={marks.bars} d="M0 5h4v7h-4zM5 1h4v11h-4zM10 7h4v5h-4z" />
        </svg>
      </Entry>
      {collisionCount > 0 && (
        <Entry words="meets another">
          <svg width={12} height={14}>
            <path className={marks.meeting} d="M4.5 3h3v11h-3zM2 0h8l-4 5z" />
          </svg>
        </Entry>
      )}
      {blockedTotal > 0 && (
        <Entry words="held back by a calendar">
          <svg width={8} height={14}>
            <path className={marks.blocked} d="M1 1h5v12h-5z" />
          </svg>
        </Entry>
      )}
      {has("blackout") && (
        <Entry words="blackout">
          <span className={marks.swatch}>
            <span className={marks.band} />
          </span>
        </Entry>
      )}
      {has("allow") && (
        <Entry words="allowed time">
          <span className={marks.swatch}>
            <span className={`${marks.band ?? ""} ${marks.allows ?? ""}`} />
          </span>
        </Entry>
      )}
    </ul>
  );
}

function Entry({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <li>
      <span aria-hidden>{children}</span>
      {words}
    </li>
  );
}
