/** Header text to what it announces: rules/labels, whole first, then by the group above it, then by the longest label inside. */
import { isElementId, type LabelOwner } from '../../model/index.ts';

import { foldPhrase } from '../fold.ts';
import { labelIndex, matchRaw, type LabelRow } from '../labels/index.ts';
import type { Heading, HeadingOption } from './types.ts';

const HEADER_UNITS_MAX = 80;
const WORDS_MAX = 10;
const cache = new Map<string, Heading>();
const CACHE_MAX = 20_000;

const UNKNOWN: Omit<Heading, 'raw'> = { options: [], owner: 'any', instance: 0, isKnown: false };

/** `group` is the text of the merged cell above (`Patient` over `Last`), empty if none. */
export function headingOf(text: string, group: string): Heading {
  const key = `${group}\n${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const heading = read(text.trim(), group.trim());
  if (cache.size >= CACHE_MAX) cache.clear();
  cache.set(key, heading);
  return heading;
}

const exact = new Map<string, boolean>();

/** The whole text is a label of rules/labels: cheaper than `headingOf`, which also looks inside. */
export function isLabelText(text: string): boolean {
  const known = exact.get(text);
  if (known !== undefined) return known;
  const found = matchRaw(labelIndex(), text).length > 0;
  if (exact.size >= CACHE_MAX) exact.clear();
  exact.set(text, found);
  return found;
}

function read(text: string, group: string): Heading {
  const raw = foldPhrase(`${group} ${text}`);
  if (text === '' || text.length > HEADER_UNITS_MAX) return { ...UNKNOWN, raw };
  const index = labelIndex();
  const above = group === '' ? [] : matchRaw(index, group);
  const rows = group === '' ? [] : matchRaw(index, `${group} ${text}`);
  if (rows.length > 0) return heading(raw, rows, undefined, instanceOf(raw), 1);
  const own = matchRaw(index, text);
  const ownerAbove = ownerOf(above) ?? ownerWord(foldPhrase(group));
  if (own.length > 0) return heading(raw, own, ownerAbove, instanceOf(raw), 1);
  const bare = text.replace(/\([^)]*\)?/g, ' ').replace(/[*:]+\s*$/, '');
  const trimmed = bare === text ? [] : matchRaw(index, bare);
  if (trimmed.length > 0) return heading(raw, trimmed, ownerAbove, instanceOf(raw), 0.95);
  return longestInside(raw, ownerAbove);
}

/** The longest label that ends or begins the header: `Member Last Name as on card`. */
function longestInside(raw: string, ownerAbove: LabelOwner | undefined): Heading {
  const words = raw.split(' ');
  const index = labelIndex();
  if (words.length > 1 && words.length <= WORDS_MAX)
    for (let length = words.length - 1; length > 0; length -= 1)
      for (const from of length === words.length - 1 ? [1, 0] : spans(words.length, length)) {
        const phrase = words.slice(from, from + length).join(' ');
        if (phrase.length < 3) continue;
        const rows = index.matchLabel(phrase);
        if (rows.length === 0 || (length === 1 && (rows[0]?.strength ?? 0) < 0.7)) continue;
        return heading(raw, rows, ownerAbove ?? ownerWord(raw), instanceOf(raw), 0.8);
      }
  return { ...UNKNOWN, raw, owner: ownerAbove ?? 'any' };
}

/** Ends first: the head of an English noun phrase is its last word. */
function spans(total: number, length: number): number[] {
  const out: number[] = [];
  for (let from = total - length; from >= 0; from -= 1) out.push(from);
  return out;
}

/** Part of a name that the words of an export name say (`PatFName`, `patientlastname`), where the table has none. */
export function namePart(raw: string): string {
  const isLast = /last|surname|family|lname|apellido/.test(raw);
  const isFirst = /first|given|fname|forename/.test(raw);
  if (isLast && isFirst) return 'full';
  if (isLast) return 'family';
  if (isFirst) return 'given';
  return /middle|mname/.test(raw) ? 'middle' : '';
}

function heading(raw: string, rows: readonly LabelRow[], ownerAbove: LabelOwner | undefined, instance: number, factor: number): Heading {
  const isWhole = /\b(?:last|surname|apellidos?)\b/.test(raw) && /\b(?:first|given|nombres?)\b/.test(raw);
  const options: HeadingOption[] = rows.map((row) => ({
    element: isElementId(row.element) ? row.element : undefined,
    part: row.element === 'name' ? (isWhole ? 'full' : row.part === '' ? namePart(raw) : row.part) : row.part,
    strength: row.strength * factor,
    owner: ownerAbove ?? row.owner,
  }));
  const first = rows[0];
  return {
    raw,
    options,
    owner: ownerAbove ?? first?.owner ?? 'any',
    instance,
    isKnown: true,
    ...(first === undefined ? {} : { label: first.folded }),
  };
}

/** `dependent 2 dob`, `dep2`, `child #3`. */
function instanceOf(raw: string): number {
  const match = /(?:^| )(?:dep|dependent|dependant|child|beneficiary|dependiente|hijo|member|contact)s? ?#? ?(\d{1,2})\b/.exec(raw);
  return match === null ? 0 : Number(match[1]);
}

function ownerOf(rows: readonly LabelRow[]): LabelOwner | undefined {
  const owner = rows[0]?.owner;
  return owner === undefined || owner === 'any' || owner === 'none' ? undefined : owner;
}

/** Whose data a section heading announces: `Guarantor information`. */
export function sectionOwner(text: string): LabelOwner | undefined {
  if (text.length > HEADER_UNITS_MAX) return undefined;
  const phrase = foldPhrase(text);
  return ownerOf(labelIndex().matchLabel(phrase)) ?? ownerWord(phrase);
}

const OWNER_WORDS: readonly (readonly [RegExp, LabelOwner])[] = [
  [/^(?:patient|pt|member|client|paciente|employee)s?\b/, 'patient'],
  [/^(?:spouse|husband|wife|partner|conyuge)\b/, 'spouse'],
  [/^(?:dep|dependent|dependant|child|dependiente|hijo)s?(?: ?#?\d+)?\b/, 'dependent'],
  [/^(?:subscriber|policy ?holder|insured|titular)\b/, 'subscriber'],
  [/^(?:guarantor|responsible party)\b/, 'guarantor'],
  [/^(?:emergency|next of kin|contacto)\b/, 'emergency-contact'],
  [/^(?:provider|physician|doctor|pcp|attending|ordering|referring|rendering|medico)\b/, 'provider'],
  [/^(?:mother|father|parent|guardian|madre|padre)\b/, 'parent'],
  [/^(?:facility|clinic|hospital|site|location)\b/, 'facility'],
];

function ownerWord(phrase: string): LabelOwner | undefined {
  for (const [pattern, owner] of OWNER_WORDS) if (pattern.test(phrase)) return owner;
  return undefined;
}
