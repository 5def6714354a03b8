/** Values beside a clinical term: a laboratory figure with its unit, a qualitative result, a dose, a vital sign. */
import type { Term } from './lexicon.ts';

export interface Result {
  /** Relative to the slice that was read. */
  readonly start: number;
  readonly end: number;
  readonly norm: string;
  readonly negated: boolean;
  readonly kind: 'figure' | 'word';
  readonly hasUnit: boolean;
  readonly plausible: boolean;
}

const LEAD =
  /^(?:[\s:=(,~-]|was|is|of|at|levels?|results?|value|test|came|come|back|today|returned|shows?|showed|reads?|es|de|fue|resultado|nivel|now|:)*/;
const UNIT =
  /^ ?(?:%|mg\/dl|g\/dl|mmol\/l|meq\/l|u\/l|iu\/l|miu\/l|uiu\/ml|miu\/ml|ng\/ml|ng\/dl|pg\/ml|pg|fl|mcg\/dl|ug\/dl|umol\/l|nmol\/l|mmol\/mol|k\/ul|x10e?[39]\/u?l|10\^[39]\/u?l|cells\/u?l|\/ul|copies\/ml|ml\/min(?:\/1\.73 ?m2)?|mm\/hr|seconds|sec|mmhg|mm hg|bpm|kg\/m2|kg|lbs?|cm|in|°? ?[fc](?![a-z])|ug\/l|mcg\/l|mg\/l|g\/l|u\/ml|ku\/l|mosm\/kg)/;
const FIGURE = /^([<>]=? ?)?(\d{1,6}(?:[.,]\d{1,4})?)(?: ?\/ ?(\d{1,3}))?/;
const WORDS =
  /^(?:strongly |weakly |abnormally )?(not detected|non[- ]?reactive|no reactiv[oa]|no detectad[oa]|none detected|positive|negative|detected|reactive|equivocal|indeterminate|undetectable|detectable|abnormal|normal|elevated|high|low|critical|positiv[oa]|negativ[oa]|detectad[oa]|reactiv[oa]|indeterminad[oa]|elevad[oa]|alt[oa]|baj[oa]|pos|neg)(?![a-z])/;
const NEGATIVE = /^(?:not|non|no |none|neg|undetect)/;

/** The result behind a term, within 48 units and the line. */
export function resultBehind(slice: string, term: Term): Result | undefined {
  const line = slice.slice(0, 64).split('\n', 1)[0] ?? '';
  const lead = LEAD.exec(line)?.[0].length ?? 0;
  if (lead > 32) return undefined;
  const rest = line.slice(lead);
  const word = WORDS.exec(rest);
  if (word !== null) {
    const negated = NEGATIVE.test(word[1] ?? '');
    return { start: lead, end: lead + word[0].length, norm: word[0], negated, kind: 'word', hasUnit: false, plausible: true };
  }
  return figureAt(rest, lead, term);
}

function figureAt(rest: string, lead: number, term: Term): Result | undefined {
  const figure = FIGURE.exec(rest);
  if (figure === null) return undefined;
  const second = figure[3];
  const body = second === undefined || term.canonical === 'blood pressure' ? figure[0] : undefined;
  // `7.2 04/05`: the figure ends before a date; `1/2 tab` is none.
  if (body === undefined) return undefined;
  const after = rest.slice(body.length);
  if (/^[-/]\d|^\d|^[a-z](?![a-z]?\/)\w*\d/.test(after) || /^(?:st|nd|rd|th)\b/.test(after)) return undefined;
  const own = term.units.find((unit) => after.startsWith(unit) || after.startsWith(` ${unit}`));
  const unit = own === undefined ? UNIT.exec(after)?.[0] : after.startsWith(' ') ? ` ${own}` : own;
  const value = Number((figure[2] ?? '').replace(',', '.'));
  const plausible = (term.low === undefined || value >= term.low) && (term.high === undefined || value <= term.high);
  return {
    start: lead,
    end: lead + body.length + (unit?.length ?? 0),
    norm: `${body}${unit ?? ''}`.trim(),
    negated: false,
    kind: 'figure',
    hasUnit: unit !== undefined,
    plausible,
  };
}

/** A result alone in a cell or behind `Result:`. */
export function resultAlone(text: string): Result | undefined {
  return resultBehind(text, {
    element: 'lab.test',
    canonical: '',
    lang: 'en',
    flagged: false,
    kind: '',
    units: [],
    low: undefined,
    high: undefined,
  });
}

const DOSE =
  /^[ ,(]{0,2}(?:(?:er|xr|sr|xl|la|hcl|ec|dr) )?(\d{1,5}(?:[.,]\d{1,3})?(?:[-/]\d{1,5}(?:\.\d{1,3})?)?) ?(mg\/ml|mcg\/hr|mg\/hr|mg|mcg|ug|g|ml|units?|iu|meq|%|tab(?:let)?s?|caps?(?:ules?)?|puffs?|drops?|unidades|gotas|comprimidos?)(?![a-z/])/;

/** Length of the dose behind a drug, 0 if there is none. */
export const doseBehind = (slice: string): number => DOSE.exec(slice)?.[0].length ?? 0;
