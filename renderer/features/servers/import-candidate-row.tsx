import { Checkbox } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCirclePlus, IconCircleX, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ImportCandidate } from "../../bridge/views.ts";
import type { Tone } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import { loginOf } from "./server-words.ts";
import styles from "./servers.module.css";

const verdicts: Readonly<
  Record<ImportCandidate["verdict"], { readonly word: string; readonly icon: Icon; readonly tone: Tone }>
> = {
  new: { word: "New", icon: IconCirclePlus, tone: "completed" },
  same: { word: "Here already", icon: IconCircleCheck, tone: "cancelled" },
  different: { word: "Differs", icon: IconCircleMinus, tone: "partial" },
  cannot: { word: "Cannot be taken", icon: IconCircleX, tone: "failed" },
};

export interface ImportCandidateRowProps {
  readonly candidate: ImportCandidate;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  /** What is asked about it. */
  readonly children?: ReactNode;
}

/** One server that was found: what is known of it, and what would become of it. */
export function ImportCandidateRow({ candidate, isChosen, onChoose, children }: ImportCandidateRowProps) {
  const { name, verdict, reasons, notes, jump, agent, asksAgent, keyFile, isKeyEncrypted, certificateFile, hostKey } =
    candidate;
  const { word, icon: Mark, tone } = verdicts[verdict];
  const key =
    keyFile === undefined
      ? asksAgent
        ? `key from the SSH agent${agent === undefined ? "" : ` at ${agent}`}`
        : "no key"
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
        <span className={classes(styles.verdict, toneClass(tone))}>
          <Mark size={15} aria-hidden />
          {word}
        </span>
      </div>
      <p className={styles.remark}>
        {key}; {hostKey === undefined ? "host key not known" : `host key ${hostKey.fingerprint}`}
      </p>
      {[...reasons, ...notes].map((remark) => (
        <p key={remark} className={styles.remark}>
          {remark}
        </p>
      ))}
      {children}
    </li>
  );
}
