import { bytesText } from "../../../shared/bytes-text.ts";
import type { CustomImage, OwnImage } from "../../bridge/views.ts";
import { CodeText } from "../../ui/code-text.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { LookBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { kindWords, sourceWords, stateLooks } from "./image-words.ts";

const absent = "–";

function usersCell({ usedBy }: { readonly usedBy: readonly string[] }) {
  return <span title={usedBy.join(", ")}>{usedBy.length === 0 ? absent : usedBy.join(", ")}</span>;
}

/** The program's own images. */
export const ownColumns: readonly Column<OwnImage>[] = [
  { key: "kind", title: "For", width: 74, cell: ({ kind }) => kindWords[kind] },
  { key: "state", title: "State", width: 104, cell: ({ state }) => <LookBadge look={stateLooks[state]} /> },
  { key: "name", title: "Image", cell: ({ name }) => <CodeText text={name} copy="name" /> },
  {
    key: "source",
    title: "Made from",
    width: 132,
    cell: ({ source }) => (source === undefined ? absent : sourceWords[source]),
  },
  { key: "size", title: "Size", width: 76, align: "end", cell: sizeCell },
  { key: "made", title: "Made", width: 128, cell: madeCell },
  { key: "users", title: "Used by", width: 120, cell: usersCell },
];

/** Where there is little room the names need it. */
export const fewOwnColumns: readonly Column<OwnImage>[] = ownColumns.filter(({ key }) => key !== "source");

/** Others that events name. */
export const customColumns: readonly Column<CustomImage>[] = [
  { key: "name", title: "Image", cell: ({ name }) => <CodeText text={name} copy="name" /> },
  {
    key: "state",
    title: "State",
    width: 104,
    cell: ({ isHere }) => <LookBadge look={stateLooks[isHere ? "present" : "missing"]} />,
  },
  { key: "size", title: "Size", width: 76, align: "end", cell: sizeCell },
  { key: "made", title: "Made", width: 128, cell: madeCell },
  { key: "users", title: "Used by", cell: usersCell },
];

function sizeCell({ sizeBytes }: { readonly sizeBytes?: number }) {
  return sizeBytes === undefined ? absent : bytesText(sizeBytes);
}

function madeCell({ createdAt }: { readonly createdAt?: number }) {
  return createdAt === undefined ? absent : <RelativeTime at={createdAt} />;
}
