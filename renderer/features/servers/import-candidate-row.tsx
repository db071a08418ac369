import { Checkbox } from "@mantine/core";
import type { ImportCandidate } from "../../bridge/views.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { loginOf } from "./server-words.ts";
import styles from "./servers.module.css";

const verdicts: Readonly<Record<ImportCandidate["verdict"], { readonly word: string; readonly tone: Tone }>> = {
  new: { word: "New", tone: "completed" },
  same: { word: "Here already", tone: "cancelled" },
  different: { word: "Differs", tone: "partial" },
  cannot: { word: "Cannot be taken", tone: "failed" },
};

export interface ImportCandidateRowProps {
  readonly candidate: ImportCandidate;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

/** One server that was found: what is known of it, and what would become of it. */
export function ImportCandidateRow({ candidate, isChosen, onChoose }: ImportCandidateRowProps) {
  const { name, verdict, reasons, notes, jump, keyFile, isKeyEncrypted, certificateFile, hostKey } = candidate;
  const { word, tone } = verdicts[verdict];
  const key =
    keyFile === undefined
      ? "key from the SSH agent"
      : `${keyFile}${isKeyEncrypted ? ", encrypted" : ""}${certificateFile === undefined ? "" : ", with a certificate"}`;
  return (
    <li className={styles.candidate}>
      <div className={styles.candidateLine}>
        <Checkbox
          label={name}
          checked={isChosen}
          disabled={verdict === "cannot" || verdict === "same"}
          onChange={(change) => onChoose(change.currentTarget.checked)}
        />
        <code>{loginOf(candidate)}</code>
        {jump !== undefined && <span className={styles.remark}>through {jump}</span>}
        <span className={classes(styles.verdict, toneClass(tone))}>{word}</span>
      </div>
      <p className={styles.remark}>
        {key}; {hostKey === undefined ? "host key not known" : `host key ${hostKey.fingerprint}`}
      </p>
      {[...reasons, ...notes].map((remark) => (
        <p key={remark} className={styles.remark}>
          {remark}
        </p>
      ))}
    </li>
  );
}
