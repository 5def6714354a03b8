/** A cheap answer for the scope tree: does a person's name begin here? `findPersons` decides later and better. */
import { foldText } from '../fold.ts';
import { familyBand, givenBand, HONORIFIC, nameLexicon, ORGANISATION, PARTICLE, PLACE_HEAD, ROLE_WORD, wordBand } from './lexicon.ts';

const UNITS_MAX = 80;

/** Text begins with `Smith, John`, `John Smith`, `SMITH JOHN`, `Ms. Lopez`. */
export function beginsWithPerson(text: string): boolean {
  const head = text.slice(0, UNITS_MAX);
  const lexicon = nameLexicon();
  const title = /^(\p{L}{2,5})\.? /u.exec(head);
  const isTitled = title !== null && (lexicon.info(foldText(title[1] ?? '')) & HONORIFIC) !== 0;
  const match = /^([\p{Lu}][\p{L}'’-]*)(,)? ?([\p{Lu}][\p{L}'’-]*\.?)?/u.exec(isTitled ? head.slice(title[0].length) : head);
  if (match === null) return false;
  const [, one = '', comma, two = ''] = match;
  const a = lexicon.info(foldText(one));
  const b = lexicon.info(foldText(two.replace(/\.$/, '')));
  if (((a | b) & (PLACE_HEAD | ROLE_WORD)) !== 0 && familyBand(a) < 4 && familyBand(b) < 4) return false;
  if (isTitled) return familyBand(a) > 0 || wordBand(a) === 0;
  if (two === '') return false;
  const initial = two.replace(/\.$/, '').length === 1;
  if (comma !== undefined) return familyBand(a) > 0 && !initial && givenBand(b) > 1;
  const forward = givenBand(a) > 1 && (initial || familyBand(b) > 1 || (wordBand(b) === 0 && (b & (ORGANISATION | PARTICLE)) === 0));
  const backward = familyBand(a) > 1 && givenBand(b) > 2;
  const words = (wordBand(a) > 4 ? 1 : 0) + (wordBand(b) > 4 ? 1 : 0);
  return (forward || backward) && words < 2;
}
