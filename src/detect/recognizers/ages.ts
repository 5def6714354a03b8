/** Ages and the sex beside them: `46-year-old woman`, `46 y/o M`, `pt 46F`, `varón de 46 años`. Anchored on short numbers. */
import { isWordCode } from '../fold.ts';
import { cleanRun } from '../scanner/windows.ts';
import { add, isFree, isTechnical, type Work } from '../work.ts';
import { sexOfWord } from './read-text.ts';

/** What else is so many years old. Things, not persons. */
const THINGS =
  /^[ -](?:[a-z]+ )?(?:company|firm|building|house|home|car|truck|bridge|program|programme|system|software|bug|tradition|history|business|organization|club|school|scotch|wine|whisky|tree|law|rule|plan|bond|note|contract|lease|mortgage|warranty|agreement|project|machine|computer|data|code)\b/;

export function findAges(work: Work): void {
  const { folded, scan } = work;
  for (let i = 0; i < scan.count; i += 1) {
    const start = scan.start[i] ?? 0;
    const end = scan.end[i] ?? 0;
    if (end - start > 6 || work.claimed[start] !== 0 || isTechnical(work, start)) continue;
    if (/[-./:$£€#,]/.test(folded[start - 1] ?? ' ') && isWordCode(folded.charCodeAt(start - 2))) continue;
    if ((scan.letters[i] ?? 0) === 0 && end - start <= 3) plainAge(work, start, end);
    else if ((scan.letters[i] ?? 0) > 0) gluedAge(work, start, end);
  }
}

const UNIT =
  /^(?:[- ]?(?:years?|yrs?|yr)[- ]?(?:old|of age)|[- ]?(?:y\/?o|y\.o\.?|yo)(?![a-z])|[- ]?year[- ]?old|[- ]anos?(?: de edad)?(?![a-z]))/;
const MONTHS_OLD = /^[- ]?(?:months?|weeks?|days?|mos?)[- ]old|^ ?(?:meses|semanas|dias) de (?:edad|vida)/;

function plainAge(work: Work, start: number, end: number): void {
  const { folded } = work;
  const rest = folded.slice(end, end + 60);
  const unit = UNIT.exec(rest) ?? MONTHS_OLD.exec(rest);
  if (unit === null) {
    const before = folded.slice(Math.max(0, start - 12), start);
    if (
      /(?:^|[^a-z])(?:aged|turned|turning|turns|turn|de edad|edad) $/.test(before) &&
      !/^ ?(?:degrees|percent|times|pages|points)/.test(rest) &&
      !/^[-/.%]|^\d| ?(?:and|or|to|-) ?\d/.test(rest)
    )
      addAge(work, start, end, end, 0.85);
    return;
  }
  if (
    THINGS.test(rest.slice(unit[0].length)) ||
    /\b(?:over|under|than|least|every|past|last|after|within)\s?(?:the )?(?:age )?$/.test(folded.slice(Math.max(0, start - 16), start))
  )
    return;
  // `hace 46 años`, `durante 5 años`, `5 años de evolución`: a span of time.
  const isSpanish = unit[0].includes('ano');
  if (
    isSpanish &&
    (/(?:hace|durante|desde hace|tras|ultimos|a los|en|por|cada) (?:unos |los )?$/.test(folded.slice(Math.max(0, start - 22), start)) ||
      /^ (?:antes|despues|de evolucion|de duracion|de seguimiento|mas|previos)/.test(rest.slice(unit[0].length)))
  ) {
    if (!/a los $/.test(folded.slice(Math.max(0, start - 8), start))) return;
    return;
  }
  // `46 años` is the age as Spanish writes it, unit and all.
  addAge(work, start, isSpanish ? end + ' años'.length : end, end + unit[0].length, isSpanish && !/de edad/.test(unit[0]) ? 0.85 : 0.95);
}

/** `46yo`, `46F`, `46y/o`: letters stuck to the number. */
function gluedAge(work: Work, start: number, end: number): void {
  const { folded, view } = work;
  const match = /^(\d{1,3})(yof|yom|yo|yrs?|y|f|m)$/.exec(cleanRun(folded, start, end));
  if (match === null) return;
  const [, number = '', unit = ''] = match;
  const before = folded.slice(Math.max(0, start - 14), start);
  const after = folded.slice(end, end + 16);
  const isBare = unit === 'f' || unit === 'm' || unit === 'y';
  if (isBare) {
    const isPerson =
      /(?:\bpt|patient|[a-z]\.?,|\(|^|\n) ?$/.test(before) ||
      /^ (?:with|w\/|c\/o|s\/p|presents?|here|who|hx|h\/o|pt|patient|dob|admitted|seen)\b/.test(after);
    if (!isPerson || before.includes('$') || (unit !== 'y' && view.text[end - 1] !== unit.toUpperCase())) return;
    if (Number(number) < 1 || Number(number) > 110) return;
  }
  const numberEnd = start + number.length;
  addAge(work, start, numberEnd, end, isBare ? 0.75 : 0.9);
  const sex = /[fm]$/.exec(unit)?.[0];
  if (sex !== undefined && isFree(work, end - 1, end)) addSex(work, end - 1, end, sex === 'f' ? 'female' : 'male', isBare ? 0.75 : 0.9);
}

function addAge(work: Work, start: number, numberEnd: number, phraseEnd: number, p: number): void {
  const { folded } = work;
  const years = Number(/^[\d\u200b]+/.exec(folded.slice(start, numberEnd))?.[0].replaceAll('\u200b', '') ?? 'NaN');
  if (!(years <= 120) || !isFree(work, start, numberEnd)) return;
  const inYears = !MONTHS_OLD.test(folded.slice(numberEnd, numberEnd + 20));
  const over = inYears && years > 89;
  add(work, {
    start,
    end: numberEnd,
    element: over ? 'age.over89' : 'age',
    norm: inYears ? String(years) : folded.slice(start, phraseEnd),
    rule: 'age.phrase',
    p,
    valid: 'pass',
  });
  const behind =
    /^(?:,? (?:old )?(?:(?!with|and|who)[a-z-]+ ){0,3}?)(male|female|man|woman|boy|girl|gentleman|lady|varon|mujer|m|f)(?![a-z0-9'])/.exec(
      folded.slice(phraseEnd, phraseEnd + 48),
    );
  if (behind?.[1] !== undefined) {
    const at = phraseEnd + behind[0].length - behind[1].length;
    const word = behind[1] === 'gentleman' ? 'man' : behind[1] === 'lady' ? 'woman' : behind[1];
    const isLetter = word.length === 1;
    const sex = isLetter ? (word === 'f' ? 'female' : 'male') : sexOfWord(word);
    // One letter counts directly behind the age and in capitals.
    if (sex !== undefined && (!isLetter || (at - phraseEnd <= 2 && work.view.text[at] !== word)) && isFree(work, at, at + behind[1].length))
      addSex(work, at, at + behind[1].length, sex, p);
    return;
  }
  const ahead = /(?:^|[^a-z])(male|female|man|woman|boy|girl|varon|mujer|hombre|nino|nina)(?: [a-z]{4,14})?(?:,| of| de|, de)? ?$/.exec(
    folded.slice(Math.max(0, start - 34), start),
  );
  if (ahead?.[1] === undefined) return;
  const at = folded.lastIndexOf(ahead[1], start);
  const sex = ahead[1] === 'nino' ? 'male' : ahead[1] === 'nina' ? 'female' : sexOfWord(ahead[1]);
  if (sex !== undefined && isFree(work, at, at + ahead[1].length) && at >= 0) addSex(work, at, at + ahead[1].length, sex, p);
}

function addSex(work: Work, start: number, end: number, norm: string, p: number): void {
  add(work, { start, end, element: 'demographic.sex', norm, rule: 'sex.beside-age', p, valid: 'pass' });
}
