/** A sentence of the core; what stands between backticks is set as code. */
export function InlineCode({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
