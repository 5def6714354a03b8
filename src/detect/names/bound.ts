/** Names behind labels: `Patient: Ruiz, Ana`, `Nombre:` over `Apellidos:`, a label alone above its value. Spec/detection.md 6.2. */
import type { LabelBinding, NameReading } from '../../model/index.ts';

import type { LabelHit, LabelRow } from '../labels/index.ts';
import type { Structure } from '../scopes/structure.ts';
import type { TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import { ORGANISATION } from './lexicon.ts';
import { isLike, sigmoid } from './weigh.ts';
import { nameValue, type ValueName } from './value.ts';

const P_MIN = 0.3;
/** Given and family name on lines of their own belong together within this many lines. */
const PART_LINES = 4;
/** No name is longer: looking further along a line costs without end. */
const VALUE_UNITS_MAX = 200;

interface Bound {
  readonly hit: LabelHit;
  readonly row: LabelRow;
  readonly value: ValueName;
  readonly p: number;
  readonly position: LabelBinding['position'];
}

export function findBound(
  view: TextView,
  structure: Structure,
  hits: readonly LabelHit[],
  take: (start: number, end: number) => boolean,
): FoundName[] {
  const bound: Bound[] = [];
  for (let h = 0; h < hits.length; h += 1) {
    const hit = hits[h];
    if (hit === undefined) continue;
    const cell = structure.cellAt(hit.start);
    // In a table's data the column speaks; a label inside a cell still may (`PCP: Lee`).
    if (
      cell !== undefined &&
      ((hit.start === cell.start && hit.end === cell.end) || (!cell.isData && (hit.after !== 'separator' || hit.valueStart >= cell.end)))
    )
      continue;
    const one = bind(view, hits, h, hit);
    if (one === undefined || !take(one.value.start, one.value.end)) continue;
    bound.push(one);
  }
  return joinParts(view, bound);
}

function bind(view: TextView, hits: readonly LabelHit[], h: number, hit: LabelHit): Bound | undefined {
  const row = hit.rows.find((one) => one.element === 'name' || (one.element === 'provider_of_care' && one.owner === 'provider'));
  if (row === undefined || row.owner === 'facility' || row.owner === 'org') return undefined;
  const line = view.lines[hit.line];
  if (line === undefined) return undefined;
  let from = behindSeparator(view, hit);
  let to = valueEnd(view, hits, h, line.end);
  let position: LabelBinding['position'] = 'right';
  let prior = row.strength;
  switch (hit.after) {
    case 'separator':
      // An attribute of raw markup: `<tr align=middle>`.
      if (
        /[=>]/.test(view.folded.slice(hit.end, hit.valueStart)) &&
        /<[^>]*$/.test(view.folded.slice(Math.max(line.start, hit.start - 80), hit.start))
      )
        return undefined;
      break;
    case 'cell':
      break;
    case 'line-end': {
      if (!hit.opensLine) return undefined;
      const next = view.lines[hit.line + 1];
      const below = hits[h + 1];
      if (next === undefined || next.end <= next.start || (below?.line === hit.line + 1 && below.opensLine && below.after === 'separator'))
        return undefined;
      from = next.start;
      to = next.end;
      position = 'next-line';
      prior *= 0.7;
      break;
    }
    case 'filler':
      // `name is`, not `patient at` or `resident of`.
      if (!/\b(?:is|was|named|called|es|era|se llama)\b/.test(view.folded.slice(hit.end, hit.valueStart))) return undefined;
      prior *= 0.8;
      break;
    default:
      return undefined;
  }
  const order = /last.*first|apellidos? y nombre|surname.*given/.test(row.folded)
    ? ('family-first' as const)
    : row.part === 'family'
      ? ('family-first' as const)
      : ('unknown' as const);
  const value = nameValue(view, from, to, order);
  if (value === undefined || (hit.after === 'filler' && !value.tokens.every((token) => isLike(token) || token.word.length < 4)))
    return undefined;
  // Far from the label something else stands between.
  if (value.start - from > 12) return undefined;
  return weigh(hit, row, value, prior, position);
}

/** `Apellidos: De Soto`: a filler word behind the separator is a particle of the name. */
function behindSeparator(view: TextView, hit: LabelHit): number {
  if (hit.after !== 'separator') return hit.valueStart;
  for (let at = hit.valueStart - 1; at >= hit.end; at -= 1) if (':=#|'.includes(view.folded[at] ?? ' ')) return at + 1;
  return hit.valueStart;
}

function weigh(hit: LabelHit, row: LabelRow, value: ValueName, prior: number, position: LabelBinding['position']): Bound | undefined {
  const bounded = Math.min(Math.max(prior, 0.05), 0.97);
  const words = value.tokens.length;
  let score = Math.log(bounded / (1 - bounded)) + 2 + Math.max(-9, Math.min(2, value.weight * (words > 3 ? 1.2 : 1)));
  if (hit.rows[0] !== row) score -= 1.5;
  if (value.tokens.every((token) => token.shape === 'lower') && value.weight < 1) score -= 2.5;
  if (value.tokens.some((token) => (token.info & ORGANISATION) !== 0) && value.weight < 1) score -= 1;
  const p = sigmoid(score);
  return p < P_MIN ? undefined : { hit, row, value, p, position };
}

/** The value ends at the next label of the line, three blanks, a tab or a bar. */
function valueEnd(view: TextView, hits: readonly LabelHit[], h: number, lineEnd: number): number {
  const hit = hits[h];
  if (hit === undefined) return lineEnd;
  let end = Math.min(lineEnd, hit.valueStart + VALUE_UNITS_MAX);
  for (let k = h + 1; k < hits.length; k += 1) {
    const next = hits[k];
    if (next === undefined || next.line !== hit.line || next.start >= end) break;
    if (next.start < hit.valueStart || next.after === 'space' || next.after === 'filler') continue;
    end = Math.min(end, next.start);
    break;
  }
  for (let at = hit.valueStart; at < end; at += 1) {
    const char = view.folded[at];
    if (char === '\t' || char === '|' || (char === ' ' && view.folded.startsWith('   ', at) && at > hit.valueStart)) return at;
  }
  return end;
}

/** `Nombre: Bruno` over `Apellidos: Soto`: both spans, one person; the family name carries the whole. */
function joinParts(view: TextView, bound: readonly Bound[]): FoundName[] {
  const out: FoundName[] = [];
  const used = new Set<number>();
  for (let i = 0; i < bound.length; i += 1) {
    const one = bound[i];
    if (one === undefined || used.has(i)) continue;
    const part = one.row.part;
    const group = [one];
    if (isPart(part) || isBareName(one))
      for (let j = i + 1; j < bound.length && j < i + 5; j += 1) {
        const other = bound[j];
        if (other === undefined || used.has(j) || other.hit.line - one.hit.line > PART_LINES) break;
        if (
          !isPart(other.row.part) ||
          !sameOwner(one.row.owner, other.row.owner) ||
          group.some((known) => known.row.part === other.row.part)
        )
          continue;
        group.push(other);
        used.add(j);
      }
    out.push(...(group.length === 1 ? [foundOf(view, one, partReading(view, one), [])] : joined(view, group)));
  }
  return out;
}

const isPart = (part: string): boolean => part === 'given' || part === 'family' || part === 'middle' || part === 'suffix';
/** `Nombre:` alone may be a whole name or a given name; one word before an `Apellidos:` is given. */
const isBareName = (one: Bound): boolean =>
  one.row.owner === 'any' && one.value.tokens.length <= 2 && /^(?:nombres?|first|given)/.test(one.row.folded);
const sameOwner = (a: string, b: string): boolean => a === b || a === 'any' || b === 'any' || (a === 'patient' && b === 'any');

const textOf = (view: TextView, one: Bound): string => view.text.slice(one.value.start, one.value.end);

function partReading(view: TextView, one: Bound): readonly NameReading[] {
  const text = textOf(view, one);
  const empty = { given: '', middle: '', family: '', suffix: '', p: 0.95 };
  switch (one.row.part) {
    case 'given':
      return one.value.tokens.length > 2 ? one.value.readings : [{ ...empty, given: text }];
    case 'family':
      return [{ ...empty, family: text }];
    case 'middle':
      return [{ ...empty, middle: text }];
    default:
      return one.value.readings;
  }
}

function joined(view: TextView, group: readonly Bound[]): FoundName[] {
  const reading = { given: '', middle: '', family: '', suffix: '', p: 0.97 };
  for (const one of group) {
    const part =
      one.row.part === 'family' ? 'family' : one.row.part === 'middle' ? 'middle' : one.row.part === 'suffix' ? 'suffix' : 'given';
    reading[part] = textOf(view, one);
  }
  const head = group.find((one) => one.row.part === 'family') ?? group[0];
  return group.map((one) => foundOf(view, one, [reading], one === head ? [] : ['part']));
}

function foundOf(view: TextView, one: Bound, readings: readonly NameReading[], tags: readonly string[]): FoundName {
  const { value, row, hit } = one;
  const line = view.lines[hit.line];
  return {
    start: value.start,
    end: value.end,
    readings,
    p: one.p,
    rule: 'name.label',
    because: ['name.label'],
    tags: [...value.tags, ...tags],
    ...(value.dismissedBy === undefined ? {} : { dismissedBy: value.dismissedBy }),
    ...(value.titleRole === undefined ? {} : { titleRole: value.titleRole }),
    label: {
      label: row.folded,
      element: row.element,
      owner: row.owner,
      strength: row.strength,
      position: one.position,
      ...(row.part === '' ? {} : { part: row.part }),
    },
    unitStart: line?.start ?? value.start,
    unitEnd: Math.max(line?.end ?? value.end, value.end),
  };
}
