/** What stands behind a clinical label and holds no known term: codes, figures, else the words themselves. */
import { isElementId, SENSITIVE_TAGS, type LabelBinding } from '../../model/index.ts';

import { bindingOf } from '../recognizers/binding.ts';
import { elementRules } from '../recognizers/element-table.ts';
import { placeholder } from '../labels/placeholders.ts';
import { readText } from '../recognizers/read-text.ts';
import { add, isFree, posterior, type ClinicalRegion, type Work } from '../work.ts';
import { clinicalLexicon } from './lexicon.ts';
import { resultAlone } from './results.ts';

const SENSITIVE: ReadonlySet<string> = new Set(SENSITIVE_TAGS);
const REGION_UNITS_MAX = 160;
const WORDS_MAX = 9;

/** `isClinical`: the text holds at least one clinical form that stands by itself. */
export function fillRegions(work: Work, regions: readonly ClinicalRegion[], isClinical: boolean): void {
  for (const region of regions) {
    const end = Math.min(region.end, region.start + REGION_UNITS_MAX);
    if (region.element === 'dx' || region.element === 'px') readCodes(work, region, end);
    if (!isFree(work, region.start, end)) continue; // a term or a code stands there
    if (region.element === 'lab.result' || region.element === 'vital') readFigure(work, region, end);
    else if (mayHoldWords(work, region, isClinical)) readWords(work, region, end);
  }
}

/** ICD-10-CM without its point and CPT or HCPCS shapes: only here, behind their label. */
function readCodes(work: Work, region: ClinicalRegion, end: number): void {
  const slice = work.folded.slice(region.start, end);
  const pattern =
    region.element === 'dx'
      ? /(?<![a-z0-9])[a-z]\d[0-9a-z](?:\.?[0-9a-z]{1,4})?(?![a-z0-9])/g
      : /(?<![a-z0-9$.])(?:\d{4}[0-9ftu]|[a-v]\d{4})(?![a-z0-9]|[.-]\d)/g;
  for (const match of slice.matchAll(pattern)) {
    const start = region.start + match.index;
    const stop = start + match[0].length;
    if (!isFree(work, start, stop) || !/\d\d|\d[a-z]/.test(match[0])) continue;
    const code = match[0].toUpperCase();
    const norm = region.element === 'dx' && code.length > 3 && !code.includes('.') ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
    const label = labelOf(region);
    const tags = region.element === 'dx' ? [...clinicalLexicon().codeTags(norm)] : [];
    add(work, {
      start,
      end: stop,
      element: region.element,
      norm,
      rule: `label.${region.element}.code`,
      p: posterior(region.strength, 6),
      tags,
      ...(label === undefined ? {} : { label }),
    });
  }
}

function readFigure(work: Work, region: ClinicalRegion, end: number): void {
  const result = resultAlone(work.folded.slice(region.start, end));
  if (result?.kind === 'word' && region.element === 'vital') return;
  const isLoose = region.hit.after === 'space' || region.hit.after === 'filler';
  if (result === undefined || isLoose || !isFree(work, region.start + result.start, region.start + result.end)) return;
  const label = labelOf(region);
  const norm = region.element === 'vital' ? `${label?.label ?? ''} ${result.norm}` : result.norm;
  add(work, {
    start: region.start + result.start,
    end: region.start + result.end,
    element: region.element,
    norm,
    rule: `label.${region.element}`,
    p: posterior(region.strength, result.hasUnit || result.kind === 'word' ? 4 : 1),
    assertion: result.negated ? 'negated' : 'present',
    ...(label === undefined ? {} : { label }),
  });
}

/** Words behind `US:` or `Source:` in an ordinary mail are no findings: the label must be a clear one, or the text clinical. */
function mayHoldWords(work: Work, region: ClinicalRegion, isClinical: boolean): boolean {
  const { hit } = region;
  if (hit.after === 'cell' && hit.start === hit.end) return true; // a column or a field
  const label = work.folded.slice(hit.start, hit.end);
  return isClinical ? label.length > 2 : label.length > 5 && hit.opensLine && CLEAR.has(region.element);
}

const CLEAR: ReadonlySet<string> = new Set(['dx', 'med', 'allergy', 'symptom']);

function readWords(work: Work, region: ClinicalRegion, end: number): void {
  const { after } = region.hit;
  if (after === 'space' || after === 'filler' || after === 'glued') return;
  const rule = elementRules().get(region.element);
  if (rule === undefined) return;
  const reading = readText({ folded: work.folded, at: region.start, end, isCell: after === 'cell' }, { ...rule, max: 80, kind: 'short' });
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return;
  const value = work.folded.slice(reading.start, reading.end);
  const said = placeholder(region.element, value);
  if (said === 'missing' || said === 'weak-missing' || said === 'copy-above') return;
  if (value.split(' ').length > WORDS_MAX) return;
  const isNone = /^(?:none|no|denies|negative|negativo|ninguna?|niega|nkda|nka|n)$/.test(value);
  const label = labelOf(region);
  const sensitive = region.hit.rows.filter((row) => SENSITIVE.has(row.element)).map((row) => row.element);
  if (!isElementId(region.element)) return;
  add(work, {
    start: reading.start,
    end: reading.end,
    element: region.element,
    norm: value,
    rule: `label.${region.element}.words`,
    p: posterior(region.strength, 0.5),
    assertion: isNone ? 'negated' : 'present',
    tags: sensitive,
    ...(label === undefined ? {} : { label }),
  });
}

/** The label over a region, as the record keeps it. */
export function labelOf(region: ClinicalRegion | undefined): LabelBinding | undefined {
  const row = region?.hit.rows.find((one) => one.element === region.element) ?? region?.hit.rows[0];
  return row === undefined ? undefined : bindingOf(row, region?.hit.after === 'cell' ? 'column' : 'right');
}
