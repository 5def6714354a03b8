/** Identifiers inside log records: message ids, sentinels, applications that are resources, token ids. Spec/access.md 1.5 and 2.2. */

/** Values that stand where an id should and identify nothing (T11). */
const SENTINELS = new Set(['', 'errorduringidconversion', 'unknown', 'not available', 'null', 'undefined', '-']);

export function usableId(text: string | undefined): string | undefined {
  return text === undefined || SENTINELS.has(text.trim().toLowerCase()) ? undefined : text.trim();
}

/** Ids of resources, not of clients (T10): Graph, Exchange Online, Azure AD, SharePoint. Names only, never a label. */
const RESOURCES = new Set([
  '00000003-0000-0000-c000-000000000000',
  '00000002-0000-0ff1-ce00-000000000000',
  '00000002-0000-0000-c000-000000000000',
  '00000003-0000-0ff1-ce00-000000000000',
]);
export const MAIL_RESOURCES: ReadonlySet<string> = new Set([
  '00000003-0000-0000-c000-000000000000',
  '00000002-0000-0ff1-ce00-000000000000',
]);

export function isResource(app: string): boolean {
  return RESOURCES.has(app.toLowerCase());
}

/** The client application: the first of the candidates that is an id and no resource, in lower case. */
export function clientApp(...candidates: readonly (string | undefined)[]): string | undefined {
  for (const one of candidates) {
    const id = usableId(one)?.toLowerCase();
    if (id !== undefined && !isResource(id)) return id;
  }
  return undefined;
}

const MID_CHARS_MAX = 2_000;

/** A Message-ID as J1 compares it: unfolded, trimmed, HTML entities opened, one pair of angle brackets off. Case is kept. */
export function messageIdKey(raw: string): string | undefined {
  if (raw.length > MID_CHARS_MAX) return undefined;
  let text = raw.replace(/[\r\n]+[ \t]*/g, '').trim();
  if (text.includes('&'))
    text = text
      .replace(/&lt;/gi, '<')
      .replace(/&gt;/gi, '>')
      .replace(/&quot;/gi, '"')
      .replace(/&amp;/gi, '&');
  if (text.startsWith('<') && text.endsWith('>')) text = text.slice(1, -1).trim();
  return usableId(text);
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A token id is 16 GUID bytes in .NET order, base64url: it names the sign-in that issued the token (spec/access.md 2.2). */
export function tokenSignIn(token: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{22}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 16 || bytes.every((byte) => byte === 0)) return undefined;
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
