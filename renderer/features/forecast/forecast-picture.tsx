import styles from "./forecast.module.css";
import marks from "./marks.module.css";

const example = [
  { name: "Nightly backup", path: "M62 6h3v12h-3z" },
  { name: "Rotate logs", path: "M20 6h3v12h-3zM76 6h3v12h-3zM132 6h3v12h-3zM188 6h3v12h-3z" },
  { name: "Weekly report", path: "M146 6h3v12h-3z" },
] as const;

/** What the timeline will look like. */
export function ForecastPicture() {
  return (
    <div className={styles.picture}>
      {example.map(({ name, path }) => (
        <div key={name} className={styles.pictureRow}>
          <b>{name}</b>
          <svg width={220} height={24}>
            <path className={marks.starts} d={path} />
          </svg>
        </div>
      ))}
    </div>
  );
}
