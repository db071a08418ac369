/** Text as it stands between tags or in an attribute. Control characters have no place in XML 1.0 and are left out. */
export function xmlText(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[^\t\n\r\P{Cc}]/gu, "").replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** The text that `xmlText` was given. */
export function plainXmlText(xml: string): string {
  const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return xml.replaceAll(/&(amp|lt|gt|quot|apos);/g, (entity, name: string) => names[name] ?? entity);
}
