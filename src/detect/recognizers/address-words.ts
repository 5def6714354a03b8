/** Words of addresses. Rules: rules/labels/address.tsv, rules/recognizers/zip3.tsv; grammar of [USPS] Pub. 28. */
import { ruleTable } from '../rule-table.ts';

export interface AddressWords {
  /** `street`, `st`, `blvd`. */
  readonly suffixes: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  /** `calle`, `avda`: the street's kind stands first. */
  readonly streetWords: ReadonlySet<string>;
  /** Folded state name or abbreviation → two letters. */
  readonly states: ReadonlyMap<string, string>;
  /** State of a ZIP's first three digits. */
  isZipOf(zip: string, state: string): boolean | undefined;
}

let shared: AddressWords | undefined;

/** Street words that are everyday words or letters and count only behind a label. */
const WEAK_STREET_WORDS: ReadonlySet<string> = new Set(
  'c po e no num numero int ext pol col cl cr pl tv s/n # entre bajo puerta piso interior exterior via lote lt esc eje pta bo trav dg kr cam cto av ave blvd boulevard departamento depto dpto esquina esq sin residencial diagonal'.split(
    ' ',
  ),
);
/** Suffixes that are everyday words: they count only behind a house number and a capitalised name. */
export const WEAK_SUFFIXES: ReadonlySet<string> = new Set(
  'way run view park bend pass point key land loop mill mills square bay bluff bottom branch bridge brook burg camp cape center common corner course creek crest cross dale dam divide draw drive estate expressway extension fall falls ferry field fields flat ford forest forge fork fort garden gateway glen green grove harbor haven heights hill hills hollow inlet island isle junction knoll lake light lock lodge manor meadow mission motorway mount mountain neck orchard oval parade path pike pine place plain plains plaza port prairie ramp ranch rapid rest ridge river road route row rue shoal shore skyway spring spur station stream summit terrace trace track trail tunnel turnpike union valley viaduct village vista walk wall well wells st ct pl dr'.split(
    ' ',
  ),
);

export function addressWords(): AddressWords {
  shared ??= load();
  return shared;
}

function load(): AddressWords {
  const suffixes = new Set<string>();
  const units = new Set<string>();
  const streetWords = new Set<string>();
  const states = new Map<string, string>();
  for (const row of ruleTable('labels/address.tsv', ['kind', 'folded', 'standard'] as const)) {
    if (row.kind === 'suffix') suffixes.add(row.folded);
    else if (row.kind === 'unit') units.add(row.folded);
    else if (row.kind === 'street-word' && !WEAK_STREET_WORDS.has(row.folded)) streetWords.add(row.folded);
    else if (row.kind === 'state') states.set(row.folded, row.standard);
  }
  const ranges = ruleTable('recognizers/zip3.tsv', ['from', 'to', 'state'] as const);
  const isZipOf = (zip: string, state: string): boolean | undefined => {
    const three = zip.slice(0, 3);
    const found = ranges.filter((range) => range.from <= three && three <= range.to);
    return found.length === 0 ? undefined : found.some((range) => range.state === state);
  };
  return { suffixes, units, streetWords, states, isZipOf };
}
