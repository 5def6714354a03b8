/**
 * Clinical findings of a text: terms of the lexicon with their values, assertion and sensitive tags. Flagged forms count only
 * with a second sign: a value or dose, a label's region, a clinical section, another clinical form in the same sentence.
 */
import { byText } from '../../kernel/index.ts';
import type { ElementId } from '../../model/index.ts';

import { lineAt } from '../view.ts';
import { add, isTechnical, posterior, type ClinicalRegion, type Work } from '../work.ts';
import { assertionOf } from './assertion.ts';
import { clinicalLexicon, type Term } from './lexicon.ts';
import { matchTerms, type TermHit } from './match-terms.ts';
import { fillRegions, labelOf } from './regions.ts';
import { doseBehind, resultBehind, type Result } from './results.ts';

const BEHIND_UNITS = 64;

/** A term that may count, with its signs. */
interface Sighting {
  readonly hit: TermHit;
  readonly index: number;
  readonly term: Term;
  readonly result: Result | undefined;
  readonly dose: number;
  readonly region: ClinicalRegion | undefined;
  readonly section: string;
  /** It stands by itself: neither flagged nor short. */
  readonly strong: boolean;
}

export function findTerms(work: Work): void {
  const lexicon = clinicalLexicon();
  const hits = matchTerms(work.folded, lexicon.root);
  const regions = [...work.regions].sort((a, b) => a.start - b.start || a.end - b.end);
  const sightings = sight(work, hits, regions);
  const strongUnits = new Set<number>();
  const measured = new Map<number, number>();
  for (const one of sightings) if (one.strong || one.dose > 0 || one.result?.hasUnit === true) strongUnits.add(one.hit.unit);
  // Two vital signs in one sentence are a set of vital signs.
  for (const one of sightings)
    if (one.term.element === 'vital' && isPlausibleVital(one)) measured.set(one.hit.unit, (measured.get(one.hit.unit) ?? 0) + 1);
  for (const [unit, n] of measured) if (n > 1) strongUnits.add(unit);
  for (const hit of hits)
    if (hit.node.triggers !== undefined && MEDICAL_TRIGGER.test(work.folded.slice(hit.start, hit.end))) strongUnits.add(hit.unit);
  for (const one of sightings) if (counts(work, one, strongUnits, hits)) addSighting(work, one, hits);
  fillRegions(work, regions, strongUnits.size > 0);
}

/** Phrases that only a note uses: what stands beside them is meant medically. */
const MEDICAL_TRIGGER =
  /^(?:denies|denied|denying|r\/o|h\/o|s\/p|c\/o|hx of|history of|h\/o of|rule out|negative for|positive for|diagnosed with|presents with|complains of|niega|antecedentes de|diagnosticad[oa] de|dx)$/;

const isPlausibleVital = (one: Sighting): boolean =>
  one.result?.kind === 'figure' && one.result.plausible && one.result.end - one.result.start > 1;

function sight(work: Work, hits: readonly TermHit[], regions: readonly ClinicalRegion[]): Sighting[] {
  const sightings: Sighting[] = [];
  let region = 0;
  let section = '';
  let sectionUnit = -1;
  for (let index = 0; index < hits.length; index += 1) {
    const hit = hits[index];
    if (hit === undefined) continue;
    if (hit.node.section !== undefined && opensSection(work, hit)) {
      section = hit.node.section;
      sectionUnit = hit.unit;
    } else if (section !== '' && hit.unit - sectionUnit > SECTION_UNITS_MAX) section = '';
    while (region < regions.length && (regions[region]?.end ?? 0) <= hit.start) region += 1;
    const inside = regions[region];
    const held = inside !== undefined && inside.start <= hit.start && hit.end <= inside.end ? inside : undefined;
    const one = sighting(work, hit, index, held, section);
    if (one !== undefined) sightings.push(one);
  }
  return sightings;
}

/** A section reaches so many sentences when nothing closes it. */
const SECTION_UNITS_MAX = 40;

/** A head stands at the start of its line, before a colon or alone. */
function opensSection(work: Work, hit: TermHit): boolean {
  const line = work.view.lines[lineAt(work.view, hit.start)];
  if (line === undefined || hit.start - line.start > HEAD_INDENT_MAX || /[^\s>*#•·\d.)-]/.test(work.folded.slice(line.start, hit.start)))
    return false;
  return (
    hit.end >= line.end ||
    /^\s*[:：]/.test(work.folded.slice(hit.end, hit.end + 3)) ||
    (line.end - hit.end < HEAD_INDENT_MAX && work.folded.slice(hit.end, line.end).trim() === '')
  );
}

/** Bullets, numbers and quote marks before a head. */
const HEAD_INDENT_MAX = 16;

function sighting(work: Work, hit: TermHit, index: number, region: ClinicalRegion | undefined, section: string): Sighting | undefined {
  const terms = hit.node.terms;
  if (terms === undefined) return undefined;
  const behind = work.folded.slice(hit.end, hit.end + BEHIND_UNITS);
  const dose = terms.some((term) => term.element === 'med') ? doseBehind(behind) : 0;
  const measured = terms.find((term) => term.element === 'lab.test' || term.element === 'vital');
  const result = measured === undefined || dose > 0 ? undefined : resultBehind(behind, measured);
  const term = chooseTerm(terms, { region, dose, result, measured, section });
  const { lang } = work.view;
  const length = hit.end - hit.start;
  const isForeign =
    lang === 'en'
      ? term.lang === 'es' && length <= 6
      : lang === 'es'
        ? term.lang === 'en' && length <= 4 && term.element !== 'med'
        : term.lang === 'es' && length <= 4;
  const strong =
    !term.flagged &&
    !isForeign &&
    (length > 4 || SHORT_AND_CLEAR.has(work.folded.slice(hit.start, hit.end))) &&
    term.element !== 'vital' &&
    term.element !== 'allergy';
  return { hit, index, term, result, dose, region, section, strong };
}

/** Abbreviations that mean nothing else. */
const SHORT_AND_CLEAR: ReadonlySet<string> = new Set(['hiv', 'vih', 'copd', 'ptsd', 'adhd', 'epoc', 'gerd', 'hpv', 'mrsa', 'afib']);

const ORDER: readonly ElementId[] = [
  'dx',
  'med',
  'immunisation',
  'imaging',
  'procedure',
  'lab.test',
  'symptom',
  'vital',
  'treatment',
  'allergy',
];

function chooseTerm(
  terms: readonly Term[],
  signs: {
    readonly region: ClinicalRegion | undefined;
    readonly dose: number;
    readonly result: Result | undefined;
    readonly measured: Term | undefined;
    readonly section: string;
  },
): Term {
  const isResult = signs.result?.kind === 'word' || signs.result?.hasUnit === true;
  if (isResult && signs.measured !== undefined && signs.region?.element !== 'med') return signs.measured;
  const wanted = signs.region?.element;
  const byRegion = wanted === undefined ? undefined : terms.find((term) => term.element === wanted);
  if (byRegion !== undefined) return byRegion;
  if (signs.dose > 0) return terms.find((term) => term.element === 'med') ?? fallback(terms);
  if (
    signs.result !== undefined &&
    signs.measured !== undefined &&
    (signs.result.hasUnit || signs.result.kind === 'word' || signs.result.plausible)
  )
    return signs.measured;
  return fallback(terms);
}

function fallback(terms: readonly Term[]): Term {
  for (const element of ORDER) {
    const term = terms.find((one) => one.element === element);
    if (term !== undefined) return term;
  }
  return terms[0] as Term; // a node's terms are never empty
}

const CLINICAL_SECTIONS: ReadonlySet<string> = new Set(
  'assessment medications labs pmh impression hpi chief_complaint physical_exam assessment_plan hospital_course oncology allergies vitals psh immunizations ros family_history microbiology wound obgyn_history psych_history substance_use birth_history neuro_exam mental_status_exam'.split(
    ' ',
  ),
);

/** The second sign that a flagged or short form needs. */
function counts(work: Work, one: Sighting, strongUnits: ReadonlySet<number>, hits: readonly TermHit[]): boolean {
  const { term, hit, result } = one;
  if (isTechnical(work, hit.start) || (work.claimed[hit.start] ?? 0) === 1) return false;
  if (term.element === 'vital')
    return (
      result !== undefined &&
      isPlausibleVital(one) &&
      (result.hasUnit ||
        result.norm.includes('/') ||
        one.region !== undefined ||
        strongUnits.has(hit.unit) ||
        !term.flagged ||
        CLINICAL_SECTIONS.has(one.section))
    );
  if (term.element === 'allergy') return isAllergic(one, hits);
  if (one.strong) return true;
  if (one.region?.element === term.element || one.dose > 0 || (CLINICAL_SECTIONS.has(one.section) && strongUnits.size > 0)) return true;
  if (
    result !== undefined &&
    term.element === 'lab.test' &&
    (result.hasUnit ||
      (result.kind === 'word' && !term.flagged) ||
      (result.plausible && term.low !== undefined && (!term.flagged || strongUnits.has(hit.unit))))
  )
    return true;
  // Two or three letters that are also a word stay a word beside a clinical form: `US`, `got`, `CA`.
  if (strongUnits.has(hit.unit) && !(term.flagged && hit.end - hit.start <= 3)) return true;
  const cues = work.folded.slice(hit.start, hit.end);
  const unit = work.folded.slice(Math.max(0, hit.start - 60), hit.end + 60);
  return (
    clinicalLexicon()
      .cues.get(cues)
      ?.some((cue) => cue.length > 2 && unit.includes(cue)) ?? false
  );
}

/** An allergen or reaction counts behind a trigger in its sentence, under an allergy head or label; `NKDA` by itself. */
function isAllergic(one: Sighting, hits: readonly TermHit[]): boolean {
  if (one.term.kind === 'trigger') return one.term.canonical.startsWith('no known') && one.hit.end - one.hit.start > 3;
  return one.region?.element === 'allergy' || one.section === 'allergies' || triggerBefore(one, hits);
}

function triggerBefore(one: Sighting, hits: readonly TermHit[]): boolean {
  for (let i = one.index - 1; i >= Math.max(0, one.index - 6); i -= 1) {
    const other = hits[i];
    if (other === undefined || other.unit !== one.hit.unit) return false;
    if (other.node.terms?.some((term) => term.element === 'allergy' && term.kind === 'trigger') === true) return true;
  }
  return false;
}

const BASE_P: Readonly<Partial<Record<ElementId, number>>> = {
  dx: 0.93,
  med: 0.95,
  immunisation: 0.93,
  imaging: 0.92,
  procedure: 0.9,
  'lab.test': 0.92,
  symptom: 0.85,
  vital: 0.93,
  treatment: 0.6,
  allergy: 0.95,
};

function addSighting(work: Work, one: Sighting, hits: readonly TermHit[]): void {
  const { hit, term, result, region } = one;
  const stated = assertionOf(hits, one.index);
  const asserted =
    stated.assertion === 'present' && one.section === 'family_history' && term.element === 'dx'
      ? { assertion: 'family' as const, tags: stated.tags }
      : stated;
  const ticked = checkBox(work, hit.end);
  const assertion = ticked ?? asserted.assertion;
  const isAllergen =
    (term.element === 'med' || term.element === 'allergy') &&
    (region?.element === 'allergy' || one.section === 'allergies' || triggerBefore(one, hits));
  const element: ElementId = isAllergen ? 'allergy' : term.element;
  const isValued = result !== undefined && (term.element === 'lab.test' || term.element === 'vital');
  const end = element === 'vital' && isValued ? hit.end + result.end : one.dose > 0 ? hit.end + one.dose : hit.end;
  const label = labelOf(region);
  const tags = [...new Set<string>([...(hit.node.tags ?? []), ...asserted.tags])].sort(byText);
  const p = posterior(
    BASE_P[term.element] ?? 0.8,
    (one.dose > 0 || isValued ? 4 : 1) *
      (label === undefined ? 1 : region?.hit.after === 'separator' || region?.hit.after === 'cell' ? 3 : 1) *
      (term.flagged ? 0.35 : 1),
  );
  const norm = element === 'vital' && isValued ? `${term.canonical} ${result.norm}` : term.canonical;
  const common = {
    assertion,
    tags,
    ...(label === undefined ? {} : { label }),
    ...(assertion === 'template' ? { dismissedBy: 'template-text' } : {}),
  };
  add(work, { ...common, start: hit.start, end, element, norm, rule: `clinical.${term.element}`, p });
  if (term.element !== 'lab.test' || !isValued) return;
  const fits = result.kind === 'word' || result.hasUnit || (result.plausible && (term.low !== undefined || term.kind !== 'qualitative'));
  if (!fits && term.flagged) return;
  const resultTags = fits ? tags : [...tags, 'implausible'].sort(byText);
  const resultP = fits ? p : Math.min(p, 0.6);
  add(work, {
    ...common,
    tags: resultTags,
    assertion: result.negated ? 'negated' : assertion,
    start: hit.end + result.start,
    end: hit.end + result.end,
    element: 'lab.result',
    norm: `${term.canonical} ${result.norm}`,
    rule: 'clinical.result',
    p: resultP,
  });
}

/** `Diabetes: [ ] yes [x] no`: the box decides; none ticked is a printed form. T090 */
function checkBox(work: Work, end: number): 'present' | 'negated' | 'template' | undefined {
  const match = /^[ :]{0,3}(?:\[( |x|_)?\]|(☐|☒|☑)) ?(?:yes|y|si) {0,3}(?:\[( |x|_)?\]|(☐|☒|☑)) ?no?/u.exec(
    work.folded.slice(end, end + 32),
  );
  if (match === null) return undefined;
  const yes = match[1] === 'x' || (match[2] ?? '☐') !== '☐';
  const no = match[3] === 'x' || (match[4] ?? '☐') !== '☐';
  return yes === no ? 'template' : yes ? 'present' : 'negated';
}
