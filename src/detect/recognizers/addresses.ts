/**
 * Street, city, ZIP and P.O. box: anchored on house numbers and ZIP codes, so nothing is read twice. US, Puerto Rico and
 * Spanish forms. A city and a state alone are an `address.city`. Spec/detection.md 2.1, [USPS] Pub. 28.
 */
import { foldPhrase, isWordCode } from '../fold.ts';
import type { LabelHit, LabelRow } from '../labels/index.ts';
import { placeholder } from '../labels/placeholders.ts';
import { add, isFree, isTechnical, posterior, type Work } from '../work.ts';
import { lineAt } from '../view.ts';
import { addressWords, WEAK_SUFFIXES } from './address-words.ts';
import { bindingOf, type Position } from './binding.ts';
import { valueAt, type Place } from './read-numbers.ts';

const STREET_WORDS_MAX = 7;
const TAIL_UNITS_MAX = 120;

export function findAddresses(work: Work): void {
  const { scan } = work;
  for (let i = 0; i < scan.count; i += 1) {
    const start = scan.start[i] ?? 0;
    if (work.claimed[start] !== 0 || isTechnical(work, start)) continue;
    const size = (scan.end[i] ?? 0) - start;
    if (size > 6 || (scan.letters[i] ?? 0) > 1) continue;
    if (!findBox(work, i) && !findStreet(work, i)) findZip(work, i);
  }
  if (work.view.lang === 'es') findUnnumbered(work);
}

/** `Avda. del Molino, s/n`: streets without a number. */
function findUnnumbered(work: Work): void {
  for (let at = work.folded.indexOf('s/n'); at >= 0; at = work.folded.indexOf('s/n', at + 3)) {
    if (isWordCode(work.folded.charCodeAt(at - 1)) || isWordCode(work.folded.charCodeAt(at + 3))) continue;
    const street = spanishStreetAround(work, at);
    if (street !== undefined && isFree(work, street.start, at + 3))
      add(work, {
        start: street.start,
        end: at + 3,
        element: 'address.street',
        norm: normOf(work, { start: street.start, end: at + 3 }),
        rule: 'address.street.es',
        p: street.p,
      });
  }
}

/** `28036 Madrid`: the ZIP stands before its city. */
function findSpanishZip(work: Work, start: number): boolean {
  const { text } = work.view;
  const match =
    /^(\d{5})\.? ([A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ'’-]{1,20}(?: (?!E-?mail|Tel|Correo|Fax)(?:de |del |la |las |los |el )?[A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ'’-]{1,20}){0,2})(?=[.,;()\n]| \(| (?:[Ee]-?[Mm]ail|Tel|Correo|Fax)|$)/.exec(
      text.slice(start, start + 60),
    );
  const province = Number(match?.[1]?.slice(0, 2) ?? '0');
  if (match === null || province < 1 || province > 52 || !isFree(work, start, start + match[0].length)) return false;
  const cityStart = start + match[0].length - (match[2]?.length ?? 0);
  add(work, { start, end: start + 5, element: 'address.zip', norm: match[1] ?? '', rule: 'address.zip.es', p: 0.9, valid: 'n/a' });
  add(work, {
    start: cityStart,
    end: start + match[0].length,
    element: 'address.city',
    norm: normOf(work, { start: cityStart, end: start + match[0].length }),
    rule: 'address.city.es',
    p: 0.9,
  });
  return true;
}

/** `123 Main St, Apt 4B, Oakland, CA 94612` from its house number. */
function findStreet(work: Work, run: number): boolean {
  const start = work.scan.start[run] ?? 0;
  const street = streetFrom(work, start) ?? spanishStreetAround(work, start);
  if (street === undefined || !isFree(work, street.start, street.end)) return false;
  const tail = cityAfter(work, street.end);
  const p = tail?.zip === undefined ? (tail === undefined ? street.p : 0.95) : 0.985;
  add(work, { start: street.start, end: street.end, element: 'address.street', norm: normOf(work, street), rule: 'address.street', p });
  if (tail !== undefined) addTail(work, tail, 0.98);
  return true;
}

const normOf = (work: Work, span: { readonly start: number; readonly end: number }): string =>
  foldPhrase(work.view.text.slice(span.start, span.end));

interface Street {
  readonly start: number;
  readonly end: number;
  readonly p: number;
}

/** House number, one to five words, a suffix, perhaps a direction and a unit. */
function streetFrom(work: Work, start: number): Street | undefined {
  const { folded, view } = work;
  if (isWordCode(folded.charCodeAt(start - 1)) || '-/.$#:'.includes(folded[start - 1] ?? ' ')) return undefined;
  const lineEnd = Math.min(view.lines[lineAt(view, start)]?.end ?? start, start + 90);
  const slice = folded.slice(start, lineEnd);
  const head = /^\d{1,6}[a-z]?(?: ?(?:1\/2|-\d{1,4}))?(?: |, ?)/.exec(slice);
  if (head === null) return undefined;
  const { suffixes } = addressWords();
  let at = start + head[0].length;
  let capitals = 0;
  let end = -1;
  let weak = true;
  for (let n = 0; n < STREET_WORDS_MAX && at < lineEnd; n += 1) {
    const word = /^[a-z0-9\u00c0-\uffff]+(?:['’-][a-z0-9]+)*/.exec(folded.slice(at, at + 30))?.[0];
    if (word === undefined) break;
    const first = view.text[at] ?? '';
    const isCapital = first !== first.toLowerCase() || /^\d+(?:st|nd|rd|th)$/.test(word);
    const ends = suffixes.has(word) && n > 0;
    if (ends && (isCapital || capitals > 0)) {
      end = at + word.length;
      weak = WEAK_SUFFIXES.has(word);
    } else if (end >= 0) break;
    if (isCapital) capitals += 1;
    else if (!/^(?:de|la|las|los|del|el|of|the|n|s|e|w|ne|nw|se|sw)$/.test(word) && !ends) break;
    at += word.length;
    if (folded[at] === '.' && folded[at + 1] === ' ') {
      at += 2;
      if (end >= 0 && end === at - 2) break;
    } else if (folded[at] === ' ') at += 1;
    else break;
  }
  if (end < 0 || capitals === 0) return undefined;
  return { start, end: unitEnd(folded, directionEnd(folded, end), lineEnd), p: weak ? 0.7 : 0.88 };
}

const directionEnd = (folded: string, end: number): number => {
  const match = /^\.?,? (?:n|s|e|w|ne|nw|se|sw|north|south|east|west|northeast|northwest|southeast|southwest)(?![a-z0-9'])/.exec(
    folded.slice(end, end + 14),
  );
  return match === null ? end : end + match[0].length;
};

/** `, Apt 4B`, ` #12`, ` Suite 300`. */
function unitEnd(folded: string, end: number, lineEnd: number): number {
  const match = /^\.?,? ?(?:#|([a-z]{1,9})\.?) ?#?([a-z]?-?\d{1,5}-?[a-z]?|[a-z])(?![a-z0-9])/.exec(
    folded.slice(end, Math.min(end + 28, lineEnd)),
  );
  if (match === null || (match[1] !== undefined && !addressWords().units.has(match[1]))) return end;
  return end + match[0].length;
}

/** `Calle Mayor, 5, 3º B`, `Avda. de la Paz 12`: the kind of street stands up to seven words before the number. */
function spanishStreetAround(work: Work, number: number): Street | undefined {
  const { folded, view } = work;
  const lineStart = view.lines[lineAt(view, number)]?.start ?? 0;
  const floor = Math.max(lineStart, number - 60);
  const { streetWords } = addressWords();
  let at = number;
  for (let n = 0; n <= STREET_WORDS_MAX && at > floor; n += 1) {
    let end = at;
    while (end > floor && ' ,.'.includes(folded[end - 1] ?? 'x')) end -= 1;
    if (number - end > 3 && n === 0) return undefined;
    let from = end;
    while (from > floor && isWordCode(folded.charCodeAt(from - 1))) from -= 1;
    if (from === end) {
      if (folded.startsWith('c/', end - 2) && !isWordCode(folded.charCodeAt(end - 3)))
        return { start: end - 2, end: spanishEnd(folded, number), p: 0.85 };
      return undefined;
    }
    if (streetWords.has(folded.slice(from, end)) && n > 0) return { start: from, end: spanishEnd(folded, number), p: 0.85 };
    at = from;
  }
  return undefined;
}

const spanishEnd = (folded: string, number: number): number => {
  const match =
    /^\d{1,5}[a-z]?(?:(?:,| -|-)? ?(?:\d{1,2} ?(?:o|a|º|ª|°)?\.?(?:,? ?(?:[a-z]|izda?|dcha?|centro)| - \d{1,2})?|piso \d{1,2}|#\d{1,4}))?(?![a-z0-9])/.exec(
      folded.slice(number, number + 32),
    );
  return number + (match?.[0].length ?? 1);
};

interface Tail {
  readonly city?: { readonly start: number; readonly end: number };
  readonly state: string;
  readonly zip?: { readonly start: number; readonly end: number; readonly text: string; readonly plus: boolean };
  readonly end: number;
}

const STATE =
  'A[LKZRAPES]|C[AOT]|D[CE]|F[LM]|G[AU]|HI|I[DLNA]|K[SY]|LA|M[EDAINSOTHP]|N[EVHJMYCD]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|V[TIA]|W[AVIY]';
const CITY_TAIL = new RegExp(
  String.raw`^[,.\s]{0,6}([A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ.'’-]{1,24}(?: (?:de |del |la |las |los |of )?[A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ.'’-]{0,24}){0,3})[, \t]{1,3}(${STATE}|[A-Z][a-z]{3,13}(?: [A-Z][a-z]{3,10})?)\.?[, \t]{0,3}(?:(\d{5})(?:[-\u2013 ]?(\d{4}))?(?![\dA-Za-z]))?`,
);

/** City, state and ZIP behind a street, on the same or the next line. */
function cityAfter(work: Work, end: number): Tail | undefined {
  const slice = work.view.text.slice(end, end + TAIL_UNITS_MAX);
  const lead = /^[^\n]{0,40}\n/.exec(slice)?.[0] ?? '';
  return (
    tailAt(work, end, slice) ??
    (lead === '' || /[a-z0-9]/i.test(lead.replace(/^,? ?(?:apt|suite|ste|unit|#)[^\n]*/i, ''))
      ? undefined
      : tailAt(work, end + lead.length, slice.slice(lead.length)))
  );
}

function tailAt(work: Work, at: number, slice: string): Tail | undefined {
  const match = CITY_TAIL.exec(slice);
  if (match === null) return undefined;
  const [whole, city = '', stateText = '', zip, plus] = match;
  const state = addressWords().states.get(foldPhrase(stateText));
  if (state === undefined || (whole.match(/\n/g)?.length ?? 0) > 2) return undefined;
  const cityStart = at + whole.indexOf(city);
  const base = { state, city: { start: cityStart, end: cityStart + city.length } };
  const stateEnd = at + whole.lastIndexOf(stateText) + stateText.length;
  if (zip === undefined) return { ...base, end: stateEnd };
  const zipStart = at + whole.lastIndexOf(zip, whole.length - (plus?.length ?? 0));
  const zipEnd = at + whole.length;
  return {
    ...base,
    zip: { start: zipStart, end: zipEnd, text: plus === undefined ? zip : `${zip}-${plus}`, plus: plus !== undefined },
    end: zipEnd,
  };
}

function addTail(work: Work, tail: Tail, p: number): void {
  if (tail.city !== undefined && isFree(work, tail.city.start, tail.city.end))
    add(work, {
      ...tail.city,
      element: 'address.city',
      norm: `${normOf(work, tail.city)} ${tail.state.toLowerCase()}`,
      rule: 'address.city',
      p,
    });
  if (tail.zip === undefined || !isFree(work, tail.zip.start, tail.zip.end)) return;
  const fits = addressWords().isZipOf(tail.zip.text, tail.state);
  add(work, {
    start: tail.zip.start,
    end: tail.zip.end,
    element: tail.zip.plus ? 'address.zip4' : 'address.zip',
    norm: tail.zip.text,
    rule: 'address.zip',
    p: fits === false ? 0.6 : p,
    valid: fits === undefined ? 'n/a' : fits ? 'pass' : 'fail',
    tags: fits === false ? ['invalid'] : [],
  });
}

/** A ZIP behind a state, with the city before it: `Oakland, CA 94612`. */
function findZip(work: Work, run: number): void {
  const { folded, view, scan } = work;
  const start = scan.start[run] ?? 0;
  if ((scan.letters[run] ?? 1) !== 0 || (scan.end[run] ?? 0) - start !== 5) return;
  if (view.lang === 'es' && findSpanishZip(work, start)) return;
  const before = view.text.slice(Math.max(0, start - 70), start);
  const state = new RegExp(String.raw`(?:^|[\s,])(${STATE})\.?[, \t]{1,3}$`).exec(before)?.[1] ?? spelledState(before);
  if (state === undefined) return;
  const code = addressWords().states.get(foldPhrase(state));
  if (code === undefined) return;
  const from = start - before.length;
  const stateAt = from + before.lastIndexOf(state);
  const city = /(?:^|[\n\t,;:|]|\d )\s*([A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ.'’-]{1,24}(?: [A-ZÁÉÍÓÚÑ][A-Za-zÀ-ÿ.'’-]{0,24}){0,3})[,\s]{1,3}$/.exec(
    view.text.slice(Math.max(from, stateAt - 50), stateAt),
  )?.[1];
  const plus = /^[- ]?\d{4}(?![\da-z])/.exec(folded.slice(start + 5, start + 10))?.[0] ?? '';
  const plusOk = plus.startsWith('-') ? plus : '';
  const cityStart = city === undefined ? -1 : view.text.lastIndexOf(city, stateAt);
  const end = start + 5 + plusOk.length;
  const fits = addressWords().isZipOf(folded.slice(start, start + 5), code) !== false;
  addTail(
    work,
    {
      state: code,
      zip: { start, end, text: folded.slice(start, end), plus: plusOk !== '' },
      ...(city === undefined ? {} : { city: { start: cityStart, end: cityStart + city.length } }),
      end,
    },
    fits ? 0.95 : 0.5,
  );
}

function spelledState(before: string): string | undefined {
  const match = /([A-Z][a-z]{3,13}(?: [A-Z][a-z]{3,10})?)[, ]{1,3}$/.exec(before)?.[1];
  if (match === undefined) return undefined;
  const { states } = addressWords();
  if (states.has(foldPhrase(match))) return match;
  const last = match.slice(match.lastIndexOf(' ') + 1);
  return states.has(foldPhrase(last)) ? last : undefined;
}

/** `P.O. Box 1234`, `Apartado 56`. */
function findBox(work: Work, run: number): boolean {
  const start = work.scan.start[run] ?? 0;
  const back = work.folded.slice(Math.max(0, start - 20), start);
  const match =
    /(?:^|[\s,;:(])((?:p\.? ?o\.? ?(?:box|bx|drawer)|post office box|apartado(?: postal| de correos)?|apdo\.?(?: postal)?|casilla(?: postal)?) ?#?)$/.exec(
      back,
    );
  if (match === null) return false;
  const from = start - (match[1]?.length ?? 0);
  const end = work.scan.end[run] ?? start;
  if (!isFree(work, from, end)) return false;
  add(work, {
    start: from,
    end,
    element: 'address.po_box',
    norm: foldPhrase(work.view.text.slice(from, end)),
    rule: 'address.po_box',
    p: 0.97,
  });
  const tail = cityAfter(work, end);
  if (tail !== undefined) addTail(work, tail, 0.97);
  return true;
}

/** The place behind an address label: the grammar first, else the words up to a city, state and ZIP or the end of the place. */
export function bindStreet(work: Work, hit: LabelHit, row: LabelRow, place: Place, position: Position): boolean {
  const { folded, view } = work;
  const start = valueAt(place);
  if (start >= place.end) return false;
  const line = folded.slice(start, place.end);
  if (/[@]|:\/\/|^\d{1,3}\.\d{1,3}\.\d/.test(line) || !/[a-z]/.test(line) || !isWordCode(line.charCodeAt(0))) return false;
  const label = bindingOf(row, position);
  const found = streetFrom(work, start);
  let end = found?.end ?? cutStreet(view.text, start, place.end);
  const isWhole = /^(?:full|line1|)$/.test(row.part) || found !== undefined;
  if (end - start > 110) end = start + 110;
  while (end > start && !isWordCode(folded.charCodeAt(end - 1)) && folded[end - 1] !== ')') end -= 1;
  const value = view.text.slice(start, end);
  if (value.length < 3 || !isFree(work, start, end) || isNoAddress(value)) return false;
  if (found === undefined && hit.after === 'filler') return false;
  const element = row.element === 'address.po_box' || /^p\.? ?o\.? ?box/.test(line) ? 'address.po_box' : 'address.street';
  const p = posterior(row.strength, found === undefined ? (/\d/.test(value) ? 1.5 : 0.5) : 10);
  add(work, { start, end, element, norm: foldPhrase(value), rule: 'label.address.street', p, label });
  const tail = isWhole ? cityAfter(work, end) : undefined;
  if (tail !== undefined) addTail(work, tail, p);
  return true;
}

function isNoAddress(value: string): boolean {
  const said = placeholder('address.street', value);
  return said === 'missing' || said === 'weak-missing' || said === 'copy-above';
}

/** End of a street that the grammar does not know: before `, City, ST 99999`, else at a semicolon or the place's end. */
function cutStreet(text: string, start: number, end: number): number {
  const slice = text.slice(start, end);
  for (let comma = slice.indexOf(','); comma >= 0; comma = slice.indexOf(',', comma + 1)) {
    const tail = CITY_TAIL.exec(slice.slice(comma, comma + TAIL_UNITS_MAX));
    if (tail !== null && addressWords().states.has(foldPhrase(tail[2] ?? ''))) return start + comma;
  }
  const semicolon = slice.indexOf(';');
  return semicolon < 0 ? end : start + semicolon;
}
