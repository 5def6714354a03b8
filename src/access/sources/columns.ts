/** Names of table columns in one spelling. */

/** Columns without case, spaces, punctuation and the type that some exports append. */
export function columnKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/_(?:string|dynamic|s|d|b|t|g)$/, '')
    .replace(/[^a-z0-9]/g, '');
}
