/** Names at known places: HL7 v2 segments, as fields or pasted as text, and form fields with a name that says so. Spec/detection.md 6.7. */
import type { FieldRecord, LabelBinding, LabelOwner } from '../../model/index.ts';

import { isElementId } from '../../model/index.ts';
import { matchRaw, labelIndex } from '../labels/index.ts';
import { namePart } from '../tables/heading.ts';
import type { TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import { nameValue } from './value.ts';

type Take = (start: number, end: number) => boolean;

interface Place {
  /** 1-based field of the segment. [HL7 2.5.1] chapters 3, 4, 6 */
  readonly field: number;
  readonly owner: LabelOwner;
  /** XCN begins with an id: `1234^Lee^Karen`. XPN begins with the family name. */
  readonly family: number;
}

const SEGMENTS: Readonly<Record<string, readonly Place[]>> = {
  pid: [
    { field: 5, owner: 'patient', family: 0 },
    { field: 6, owner: 'parent', family: 0 },
  ],
  nk1: [{ field: 2, owner: 'emergency-contact', family: 0 }],
  gt1: [{ field: 3, owner: 'guarantor', family: 0 }],
  in1: [{ field: 16, owner: 'subscriber', family: 0 }],
  pd1: [{ field: 4, owner: 'provider', family: 1 }],
  pv1: [7, 8, 9, 17].map((field) => ({ field, owner: 'provider' as const, family: 1 })),
  orc: [10, 11, 12].map((field) => ({ field, owner: 'provider' as const, family: 1 })),
  obr: [10, 16, 28].map((field) => ({ field, owner: 'provider' as const, family: 1 })),
};
const REPEATS_MAX = 20;

/** Segments that stand in text line by line: `PID|1||12345^^^KP^MR||RUIZ^ANA`. */
export function findInSegments(view: TextView, take: Take): FoundName[] {
  const out: FoundName[] = [];
  for (const line of view.lines) {
    if (view.folded.charCodeAt(line.start + 3) !== 0x7c) continue;
    const places = SEGMENTS[view.folded.slice(line.start, line.start + 3)];
    if (places === undefined) continue;
    const bounds = cut(view.text, line.start, line.end, '|');
    for (const place of places) {
      const field = bounds[place.field];
      if (field !== undefined)
        out.push(...readNames(view, field, place, `${view.folded.slice(line.start, line.start + 3)} ${String(place.field)}`, take));
    }
  }
  return out;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function cut(text: string, start: number, end: number, sign: string): Range[] {
  const out: Range[] = [];
  let from = start;
  for (let at = start; at <= end; at += 1) {
    if (at < end && text[at] !== sign) continue;
    out.push({ start: from, end: at });
    from = at + 1;
  }
  return out;
}

function readNames(view: TextView, field: Range, place: Place, label: string, take: Take): FoundName[] {
  const out: FoundName[] = [];
  for (const one of cut(view.text, field.start, field.end, '~').slice(0, REPEATS_MAX)) {
    const parts = cut(view.text, one.start, one.end, '^');
    const textOf = (at: number): string => view.text.slice(parts[at]?.start ?? 0, parts[at]?.end ?? 0).trim();
    const family = textOf(place.family);
    const given = textOf(place.family + 1);
    if (!/\p{L}/u.test(family + given)) continue;
    const first = parts[family === '' ? place.family + 1 : place.family];
    const last = parts[Math.min(place.family + (given === '' ? 0 : 1), parts.length - 1)];
    if (first === undefined || last === undefined || last.end <= first.start || !take(first.start, last.end)) continue;
    const reading = { given, middle: textOf(place.family + 2), family, suffix: textOf(place.family + 3), p: 1 };
    out.push(found(view, { start: first.start, end: last.end }, [reading], place.owner, label, 0.999));
  }
  return out;
}

function found(_view: TextView, range: Range, readings: FoundName['readings'], owner: LabelOwner, label: string, p: number): FoundName {
  const binding: LabelBinding = { label, element: 'name', owner, strength: p, position: 'field', part: 'full' };
  return {
    ...range,
    readings,
    p,
    rule: 'name.field',
    because: ['name.field'],
    tags: [],
    label: binding,
    unitStart: range.start,
    unitEnd: range.end,
  };
}

/** Fields the reader placed by the format: PDF form fields, HL7 paths. Given and family name of one group are one person. */
export function findInFields(view: TextView, take: Take): FoundName[] {
  const out: FoundName[] = [];
  const parts = new Map<string, { readonly part: string; readonly field: FieldRecord; readonly owner: LabelOwner }[]>();
  for (const field of view.document.fields) {
    if (field.end <= field.start) continue;
    const segment = /^(\w{3})[-.](\d{1,2})$/.exec(field.path.toLowerCase());
    const place = segment === null ? undefined : SEGMENTS[segment[1] ?? '']?.find((one) => one.field === Number(segment[2]));
    if (place !== undefined) {
      out.push(...readNames(view, field, place, field.path.toLowerCase(), take));
      continue;
    }
    const tail = field.path.slice(field.path.lastIndexOf('.') + 1).replace(/\[.*$/, '');
    const rows = matchRaw(labelIndex(), tail).length > 0 ? matchRaw(labelIndex(), tail) : matchRaw(labelIndex(), field.path);
    const row = rows.find(
      (one) => (isElementId(one.element) && one.element === 'name') || (one.element === 'provider_of_care' && one.owner === 'provider'),
    );
    if (row === undefined || (rows[0] !== row && (rows[0]?.strength ?? 0) > row.strength + 0.2)) continue;
    const part = row.part === '' ? namePart(tail.toLowerCase()) : row.part;
    if (part === 'given' || part === 'family' || part === 'middle') {
      const key = `${field.group} ${row.owner}`;
      const list = parts.get(key) ?? [];
      list.push({ part, field, owner: row.owner });
      parts.set(key, list);
      continue;
    }
    const value = nameValue(view, field.start, field.end, 'unknown');
    if (value === undefined || !take(value.start, value.end)) continue;
    out.push({
      ...found(view, value, value.readings, row.owner, row.folded, value.weight < -4 ? 0.5 : 0.95),
      tags: value.tags,
      ...(value.dismissedBy === undefined ? {} : { dismissedBy: value.dismissedBy }),
    });
  }
  for (const list of parts.values()) out.push(...joinFields(view, list, take));
  return out;
}

function joinFields(
  view: TextView,
  list: readonly { readonly part: string; readonly field: FieldRecord; readonly owner: LabelOwner }[],
  take: Take,
): FoundName[] {
  const reading = { given: '', middle: '', family: '', suffix: '', p: 0.98 };
  const used: (typeof list)[number][] = [];
  for (const one of list) {
    const part = one.part === 'given' || one.part === 'middle' ? one.part : 'family';
    const text = view.text.slice(one.field.start, one.field.end).trim();
    if (reading[part] !== '' || !/\p{L}/u.test(text)) continue;
    reading[part] = text;
    used.push(one);
  }
  const head = used.find((one) => one.part === 'family') ?? used[0];
  if (head === undefined) return [];
  return used
    .filter((one) => take(one.field.start, one.field.end))
    .map((one) => ({
      ...found(view, { start: one.field.start, end: one.field.end }, [reading], one.owner, one.field.path.toLowerCase(), 0.97),
      tags: one === head ? [] : ['part'],
    }));
}
