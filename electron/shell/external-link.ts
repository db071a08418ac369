/** Whether a link may be handed to the user's browser: http and https, nothing that could start another program. */
export function isExternalLink(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

/** Whether two addresses name the same document: they may differ in the part after `#` alone. */
export function isSameDocument(url: string, other: string): boolean {
  return withoutFragment(url) === withoutFragment(other);
}

function withoutFragment(url: string): string {
  return url.split("#", 1).join("");
}
