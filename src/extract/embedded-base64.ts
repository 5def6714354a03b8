/** Files that stand as base64 inside text: FHIR attachments, HL7 encapsulated data, C-CDA bodies, calendar and contact files. */
import type { ExtractedChild } from '../model/index.ts';
import { identify } from './identify.ts';

/** Shorter runs are ids, keys and hashes. spec/ingest.md 5.3 */
const RUN_CHARS_MIN = 256;
/** Where the format says that a value is base64, a short one counts too. */
const DECLARED_CHARS_MIN = 8;
const CHILDREN_MAX = 1000;
/** Kinds that random bytes also seem to be: they prove nothing. */
const UNPROVEN = new Set(['unknown', 'program', 'audio', 'font', 'video']);

const RUN = /[A-Za-z0-9+/]{64}[A-Za-z0-9+/\r\n\t ]*={0,2}/g;
/** `;ENCODING=BASE64…:value`, `;VALUE=BINARY:value`, and FHIR's `"data": "…"`. */
const DECLARED =
  /(?:;(?:ENCODING=)?(?:BASE64|B)(?:;[^:\r\n]{0,200})?:|;VALUE=BINARY:|"data"\s?:\s?"|\^Base64\^)\s*([A-Za-z0-9+/]{8}[A-Za-z0-9+/]*={0,2})/gi;

/** Children of a text, each once, in the order of their places; `path` names the place. */
export function embeddedFiles(text: string): ExtractedChild[] {
  const found = new Map<number, Uint8Array>();
  for (const hit of text.matchAll(DECLARED)) {
    const value = hit[1] ?? '';
    const bytes = Buffer.from(value, 'base64');
    if (value.length >= DECLARED_CHARS_MIN && bytes.length > 0 && identify(bytes).kind !== 'unknown')
      found.set(hit.index + hit[0].length - value.length, bytes);
    if (found.size >= CHILDREN_MAX) break;
  }
  for (const hit of text.matchAll(RUN)) {
    if (found.size >= CHILDREN_MAX) break;
    if (hit[0].length < RUN_CHARS_MIN || found.has(hit.index)) continue;
    // The first bytes tell the kind: most long runs are none.
    const head = Buffer.from(hit[0].slice(0, 4096), 'base64');
    if (UNPROVEN.has(identify(head).kind)) continue;
    found.set(hit.index, Buffer.from(hit[0], 'base64'));
  }
  return [...found].sort(([a], [b]) => a - b).map(([at, bytes]) => ({ path: `base64:@${at}`, bytes, sizeBytes: bytes.length }));
}
