/** Figures become mentions: one per person and content (per row in tables), with the attributes that `resolve` compares. */
import { byText, distinct, sensitive } from '../kernel/index.ts';
import {
  findingId,
  fragKey,
  type AttrType,
  type Candidate,
  type ContentAnalysis,
  type ElementId,
  type FragKey,
  type ItemId,
  type Mention,
  type MentionAttr,
  type PersonCandidate,
  type Role,
} from '../model/index.ts';

import { addressesOf } from './address.ts';
import type { Link } from './assign.ts';
import type { Decided } from './decisions.ts';
import type { Cast, Figure } from './figures.ts';
import { NAME_P_MIN, type FigureRole } from './roles.ts';
import type { ScopeTree } from './scopes.ts';
import type { Judged } from './tiers.ts';

/** The contents are parts of their own: the path inside is always the whole. */
const PART = 'part';
/** A link below this is no evidence for `resolve`: one of two men's MRN would decide who he is. */
const ATTR_LINK_P = 0.9;

export interface MentionInput {
  readonly analysis: ContentAnalysis;
  readonly tree: ScopeTree;
  readonly cast: Cast;
  readonly roles: readonly FigureRole[];
  readonly candidates: readonly Candidate[];
  readonly links: readonly Link[];
  readonly judged: readonly Judged[];
  readonly items: readonly ItemId[];
  readonly decided: Decided;
  /** Elements of the tier auto, per figure. */
  readonly elements: ReadonlyMap<number, ReadonlySet<ElementId>>;
  /** Figures whose name was dismissed as no person of interest. */
  readonly left: ReadonlySet<number>;
}

export interface FigureKey {
  readonly key: FragKey;
  readonly role: Role;
  readonly start: number;
  readonly end: number;
}

/** The key of every figure that is a mention; `undefined` for words that are no person. */
export function keysOf(input: Omit<MentionInput, 'elements' | 'left' | 'judged' | 'items'>): readonly (FigureKey | undefined)[] {
  return input.cast.figures.map((figure) => {
    const role = input.roles[figure.index];
    const first = input.cast.occurrences[input.cast.placesOf[figure.index]?.[0] ?? -1];
    if (role === undefined || first === undefined || role.nameP < NAME_P_MIN) return undefined;
    const anchor = figure.anchor >= 0 ? input.analysis.persons[figure.anchor] : undefined;
    const { start, end } = anchor ?? first;
    const key = fragKey(input.analysis.content, PART, start, end, role.role);
    return { key, role: input.decided.role(key) ?? role.role, start, end };
  });
}

export function mentionsOf(input: MentionInput, keys: readonly (FigureKey | undefined)[]): readonly Mention[] {
  const valuesOf = new Map<number, number[]>();
  input.links.forEach((link, at) => {
    if (link.figure === undefined || !isAttribute(link, input.judged[at], input.candidates[at])) return;
    const list = valuesOf.get(link.figure);
    if (list === undefined) valuesOf.set(link.figure, [at]);
    else list.push(at);
  });
  const figureOfPerson = new Map<number, number>();
  for (const figure of input.cast.figures) for (const person of figure.persons) figureOfPerson.set(person, figure.index);
  return input.cast.figures.flatMap((figure) => {
    const key = keys[figure.index];
    if (key === undefined || input.left.has(figure.index)) return [];
    const relations = relationsOf(figure, input, figureOfPerson, keys);
    return [mentionOf(figure, key, valuesOf.get(figure.index) ?? [], relations, input)];
  });
}

function isAttribute(link: Link, judged: Judged | undefined, candidate: Candidate | undefined): boolean {
  if (judged === undefined || candidate === undefined || link.conflict === 'lists' || link.conflict === 'owner') return false;
  if (judged.tier === 'dismissed')
    return judged.dismissedBy === 'business-contact' && (candidate.element === 'email' || candidate.element === 'phone');
  return judged.tier === 'auto' || (link.p >= ATTR_LINK_P && judged.elementP >= 0.5);
}

function mentionOf(figure: Figure, key: FigureKey, values: readonly number[], relations: Relations, input: MentionInput): Mention {
  const { analysis, roles, candidates, links, judged, items, tree } = input;
  const role = roles[figure.index];
  const attrs: MentionAttr[] = [];
  const person = analysis.persons[figure.anchor];
  if (person !== undefined) attrs.push(nameAttr(person, figure, role?.nameP ?? 0, items[0]));
  const seen = new Set<string>();
  const push = (attr: MentionAttr): void => {
    const id = `${attr.type}\n${(attr.norm ?? attr.raw).reveal('match')}`;
    if (seen.has(id) || attrs.length >= ATTRS_MAX) return;
    seen.add(id);
    attrs.push(attr);
  };
  for (const at of values) {
    const candidate = candidates[at] as Candidate; // indices of the list
    const type = ATTR_OF[candidate.element];
    if (type === undefined) continue;
    const conf = Math.round((links[at]?.p ?? 0) * (judged[at]?.elementP ?? 0) * 1e4) / 1e4;
    push({
      type,
      raw: candidate.value,
      ...(candidate.norm === undefined ? {} : { norm: candidate.norm }),
      conf,
      labelled: candidate.label !== undefined,
      ...findingOf(candidate, items[0]),
    });
  }
  for (const address of addressesOf(values.map((at) => candidates[at] as Candidate)))
    push({ ...address, ...findingOf(address.first, items[0]) });
  if (role?.email !== undefined)
    push({ type: 'email', raw: sensitive(role.email), norm: sensitive(role.email), conf: 0.9, labelled: false });
  const table = tableOf(figure, input.cast, tree, analysis);
  const elements = [...(input.elements.get(figure.index) ?? [])].sort(byText);
  return {
    fragKey: key.key,
    sourceKey: analysis.content,
    messageKeys: items,
    anchor: { path: PART, start: key.start, end: key.end },
    role: key.role,
    attrs: attrs.map(({ type, raw, norm, conf, labelled, finding }) => ({
      type,
      raw,
      ...(norm === undefined ? {} : { norm }),
      ...(conf === undefined ? {} : { conf }),
      labelled,
      ...(finding === undefined ? {} : { finding }),
    })),
    elements,
    lang: analysis.lang,
    ...(table === undefined ? {} : { table }),
    ...(relations.length === 0 ? {} : { relations }),
    tags: figure.tags,
    because: distinct((role?.because ?? []).map((reason) => reason.id)),
  };
}

const ATTRS_MAX = 200;

function nameAttr(person: PersonCandidate, figure: Figure, p: number, item: ItemId | undefined): MentionAttr {
  const norm = sensitive(JSON.stringify(figure.readings));
  const finding = item === undefined ? {} : { finding: findingId(item, person.start, person.end, 'name') };
  return { type: 'name', raw: person.value, norm, conf: Math.round(p * 1e4) / 1e4, labelled: person.label !== undefined, ...finding };
}

const findingOf = (candidate: Candidate, item: ItemId | undefined): Pick<MentionAttr, 'finding'> =>
  item === undefined ? {} : { finding: findingId(item, candidate.start, candidate.end, candidate.element) };

const ATTR_OF: Readonly<Partial<Record<ElementId, AttrType>>> = {
  dob: 'dob',
  age: 'age',
  'age.over89': 'age',
  'demographic.sex': 'sex',
  mrn: 'mrn',
  member_id: 'member_id',
  ssn: 'ssn',
  subscriber_id: 'id',
  mbi: 'id',
  hicn: 'id',
  medicaid_id: 'id',
  account_no: 'id',
  drivers_license: 'id',
  state_id: 'id',
  passport: 'id',
  phone: 'phone',
  email: 'email',
  claim_no: 'event',
  accession: 'event',
  encounter_id: 'event',
  'id.unknown': 'number',
};

/** Row of a table, if every place of the figure stands in it. */
function tableOf(figure: Figure, cast: Cast, tree: ScopeTree, analysis: ContentAnalysis): Mention['table'] {
  const places = cast.placesOf[figure.index] ?? [];
  const record = cast.occurrences[places[0] ?? -1]?.record ?? -1;
  if (record < 0 || !places.every((i) => cast.occurrences[i]?.record === record)) return undefined;
  const scope = tree.scopes[record];
  const summary = scope?.table === undefined ? undefined : analysis.tables[scope.table];
  // Two rows of a form are one person as often as two: the veto of "same table, other row" is for lists only.
  if (scope?.table === undefined || summary === undefined || (summary.orientation !== 'long' && summary.orientation !== 'wide'))
    return undefined;
  return { key: `${analysis.content}:${scope.table}`, row: scope.row ?? record };
}

type Relations = readonly { readonly to: FragKey; readonly relation: string }[];

function relationsOf(
  figure: Figure,
  input: MentionInput,
  figureOfPerson: ReadonlyMap<number, number>,
  keys: readonly (FigureKey | undefined)[],
): Relations {
  const found = new Map<string, Relations[number]>();
  for (const i of figure.persons) {
    const related = input.analysis.persons[i]?.relatedTo;
    const other = related === undefined ? undefined : figureOfPerson.get(related.person);
    const key = other === undefined || other === figure.index || input.left.has(other) ? undefined : keys[other];
    if (related !== undefined && key !== undefined) found.set(`${key.key}${related.relation}`, { to: key.key, relation: related.relation });
  }
  return [...found].sort((a, b) => byText(a[0], b[0])).map(([, relation]) => relation);
}
