/** Named reasons why a run of words is no person: what stands before it, behind it, and known phrases. Spec/detection.md 9. */
import { EPONYM_HEAD, familyBand, givenBand, MONTH, PLACE_HEAD } from './lexicon.ts';
import type { PhraseRange } from './phrases.ts';
import type { Token } from './tokens.ts';
import { isHonorific, isSuffix } from './weigh.ts';

export interface Run {
  readonly from: number;
  readonly to: number;
  readonly suffixTo: number;
  readonly because: readonly string[];
}

/** A named reason why this is no person, if one holds. */
export function dismissal(tokens: readonly Token[], choice: Run, phrases: readonly PhraseRange[]): string | undefined {
  for (const phrase of phrases) {
    if (phrase.cls === 'public-figure' || phrase.cls === 'fictional') continue;
    const overlap = Math.min(choice.to, phrase.to) - Math.max(choice.from, phrase.from) + 1;
    if (overlap > 0 && (overlap >= choice.to - choice.from || phrase.to - phrase.from > 1)) return `name.${phrase.cls}`;
  }
  const titled = choice.because.includes('name.honorific') || choice.because.includes('name.credential');
  const after = tokens[choice.suffixTo + 1];
  const last = tokens[choice.suffixTo];
  if (after !== undefined && last !== undefined && !titled) {
    if ((after.gap === 'space' || (after.gap === 'dot' && isSuffix(last))) && (after.info & PLACE_HEAD) !== 0 && after.shape !== 'lower')
      return 'name.place-or-organisation';
    if (after.gap === 'space' && (after.info & EPONYM_HEAD) !== 0 && isEponymRun(tokens, choice)) return 'name.eponym';
    if (after.gap === 'space' && after.word === 'et') return 'name.citation';
  }
  const tail = tokens[choice.to];
  if (tail !== undefined && (tail.info & PLACE_HEAD) !== 0 && choice.to > choice.from && familyBand(tail.info) < 4)
    return 'name.place-or-organisation';
  if (choice.from === choice.to && !titled && ((tail?.info ?? 0) & MONTH) !== 0) return 'name.month';
  return frontDismissal(tokens, choice, titled);
}

const PLACE_FRONT = new Set(
  'st mt fort saint lake mount port calle avenida avda av padre plaza paseo camino carretera ctra c urbanizacion urb barrio ronda pasaje travesia hospital clinica colegio instituto universidad iglesia parroquia'.split(
    ' ',
  ),
);
const BODY_FRONT = new Set('hospital clinica centro instituto universidad fundacion colegio complejo'.split(' '));
const EPONYM_FRONT = new Set(
  'tecnica escala signo sindrome enfermedad maniobra test prueba metodo clasificacion criterios indice operacion linfoma tumor fenomeno'.split(
    ' ',
  ),
);

/** `Calle Lucía Ferrer`, `St. John`, `signo de Babinski`: what stands before makes it a street, hospital or eponym. */
function frontDismissal(tokens: readonly Token[], choice: Run, titled: boolean): string | undefined {
  const first = tokens[choice.from];
  let at = choice.from - 1;
  let before = tokens[at];
  if (first === undefined || before === undefined || first.gap === 'break' || first.gap === 'comma') return undefined;
  // `Hospital General Universitario Tomás Urrutia`
  for (let back = at; back > at - 3 && back >= 0 && isFront(tokens, back); back -= 1)
    if (BODY_FRONT.has(tokens[back]?.word ?? '')) return 'name.place-or-organisation';
  if (titled && isHonorific(before)) {
    at -= 1;
    before = tokens[at];
    return before !== undefined && /^(?:calle|avenida|avda|av|plaza|paseo|c)$/.test(before.word) ? 'name.street' : undefined;
  }
  if (PLACE_FRONT.has(before.word) && before.shape !== 'lower') return 'name.place-or-organisation';
  if (/^(?:san|santa|santo|virgen)$/.test(first.word) && choice.from < choice.to) return 'name.place-or-organisation';
  if ((before.word === 'de' || before.word === 'del') && EPONYM_FRONT.has(tokens[at - 1]?.word ?? '')) return 'name.eponym';
  return undefined;
}

/** `Graves disease`, `Guillain Barre syndrome`: surnames alone. `Ana Ruiz labs` has a given name and is a person. */
function isEponymRun(tokens: readonly Token[], run: Run): boolean {
  const first = tokens[run.from];
  return run.from === run.to || first === undefined || givenBand(first.info) < 3;
}

/** A capitalised word with only a blank behind it. */
const isFront = (tokens: readonly Token[], at: number): boolean => tokens[at]?.shape !== 'lower' && tokens[at + 1]?.gap === 'space';
