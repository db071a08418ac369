import { bytesText } from "../../../shared/bytes-text.ts";
import type { StorageView } from "../../bridge/views.ts";
import { classes } from "../../ui/tone-class.ts";
import { growthText, storageParts } from "./storage-words.ts";
import styles from "./storage.module.css";

/** What takes how much of the disk, as a bar and in figures. */
export function StorageMeter({ storage }: { readonly storage: StorageView }) {
  const parts = storageParts(storage);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const taking = parts.filter(({ bytes }) => bytes > 0);
  const share = (bytes: number): string => `${((bytes / Math.max(total, 1)) * 100).toFixed(2)}%`;
  return (
    <div className={styles.meter}>
      <div className={styles.bar} aria-hidden>
        {taking.map(({ key, bytes }) => (
          <span key={key} className={styles[key]} style={{ width: share(bytes) }} />
        ))}
      </div>
      <dl className={styles.figures} aria-label="What takes room">
        {parts.map(({ key, name, bytes }) => (
          <div key={key}>
            <dt>
              <span className={classes(styles.swatch, styles[key])} aria-hidden />
              {name}
            </dt>
            <dd>{bytesText(bytes)}</dd>
          </div>
        ))}
        <div>
          <dt>In all</dt>
          <dd>{bytesText(total)}</dd>
        </div>
        <div>
          <dt>Free on this disk</dt>
          <dd>
            {bytesText(storage.bytes.free)} of {bytesText(storage.bytes.disk)}
          </dd>
        </div>
        <div>
          <dt>Growth</dt>
          <dd>{growthText(storage)}</dd>
        </div>
      </dl>
    </div>
  );
}
