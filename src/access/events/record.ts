/** Tolerant access to a log record: keys without case (T21), lists inside strings, the shell's `@{Name=…}` (T6, T7). */
export type RawRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

export function text(record: RawRecord, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = textOf(record[key]);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
}

/** A list as a list, as JSON inside a string, or as one object; the shell's placeholders for what it cut are left out. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value))
    return value.map((one) => (typeof one === 'string' ? (shellObject(one) ?? one) : one)).filter((one) => one !== 'System.Object[]');
  if (isRecord(value)) return [value];
  if (typeof value !== 'string') return [];
  const trimmed = value.trim();
  if (!trimmed.startsWith('[') && !trimmed.startsWith('{')) return shellObject(trimmed) === undefined ? [] : [shellObject(trimmed)];
  try {
    const parsed: unknown = JSON.parse(trimmed);
    return Array.isArray(parsed) ? parsed : isRecord(parsed) ? [parsed] : [];
  } catch {
    return []; // a text that only begins like a list: the field is kept out, the record stands
  }
}

export function recordOf(value: unknown): RawRecord {
  const one = listOf(value)[0];
  return isRecord(one) ? one : {};
}

/** `@{Value=Bind; Name=MailAccessType}` as ConvertTo-Json leaves it below its depth. */
export function shellObject(value: string): RawRecord | undefined {
  if (!value.startsWith('@{') || !value.endsWith('}') || value.length > 100_000) return undefined;
  const fields: Record<string, unknown> = {};
  for (const part of value.slice(2, -1).split('; ')) {
    const at = part.indexOf('=');
    if (at > 0) fields[part.slice(0, at).trim()] = part.slice(at + 1);
  }
  return fields;
}

/** True when the export depth cut something below this record. Looked for in its own text, before parsing. */
export function isDepthCut(raw: string): boolean {
  return raw.includes('System.Object[]') || raw.includes('"@{');
}

/** Name and value pairs (`OperationProperties`, `Parameters`, `ExtendedProperties`, `DeviceProperties`) by name. */
export function pairs(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of listOf(value)) {
    if (!isRecord(one)) continue;
    const name = text(one, 'Name', 'name');
    if (name === undefined) continue;
    const held = one['Value'] ?? one['value'] ?? one['NewValue'];
    found.set(name, typeof held === 'string' ? held : held === undefined || held === null ? '' : JSON.stringify(held));
  }
  return found;
}

const DEPTH_MAX = 8;

/** The record with its keys in the case of `names`, for exports that lower-cased them. The original spelling is kept for keys that are not named. */
export function recase(value: unknown, names: ReadonlyMap<string, string>, depth = 0): unknown {
  if (depth > DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map((one) => recase(one, names, depth + 1));
  if (!isRecord(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) out[names.get(key.toLowerCase()) ?? key] = recase(held, names, depth + 1);
  return out;
}

/** The same object without its undefined members: events are many, and an absent field costs nothing. */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const given = fields as Record<string, unknown>; // the same object, by name
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(given)) if (given[key] !== undefined) out[key] = given[key];
  return out as T; // every member of T that is left out is optional in T: the callers' types say so
}
