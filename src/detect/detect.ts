/**
 * The detector: a document to everything in it that may be an element of a person, and every person it names. Pure: no store,
 * no clock, no roster. A superset with features; who owns what and what counts is decided later, over the records alone.
 */
import { byNumber, byText, sensitive, textOffsets, type TextOffsets } from '../kernel/index.ts';
import {
  candidateId,
  type Candidate,
  type CellAddress,
  type ContentAnalysis,
  type Document,
  type PersonCandidate,
  type Scope,
  type TableSummary,
} from '../model/index.ts';

import { takeCensus } from './census.ts';
import type { CandidateDraft } from './draft.ts';
import { findLabels, labelIndex, languageByLabels } from './labels/index.ts';
import { locatorAt } from './locate.ts';
import { findPersons } from './names/index.ts';
import { buildStructure, type CellDraft, type PersonDraft, type ScopeDraft, type Structure, type TableDraft } from './scopes/index.ts';
import { detectValues } from './values.ts';
import { lineAt, makeView, viewIn, type TextView } from './view.ts';

/** Part of the key of everything derived: raise it when the same text may give another answer. */
export const DETECTOR = 'detect/1';

export function detectDocument(document: Document): ContentAnalysis {
  const labels = labelIndex();
  const first = makeView(document);
  const found = findLabels(first, labels);
  const view = viewIn(first, languageByLabels(first, found));
  const hits = view === first ? found : findLabels(view, labels);
  const structure = buildStructure(view, hits);
  const work = detectValues(view, structure, labels, hits);
  const values = [...work.out].sort((a, b) => a.start - b.start || a.end - b.end || byText(a.element, b.element));
  const persons = findPersons(view, structure, hits, values);
  const frame: Frame = { view, structure, offsets: textOffsets(document.text) };
  const outside = outsideNames(persons);
  const candidates = dropTwins(values).map((draft) => candidateOf(frame, outside(draft)));
  return {
    content: document.content,
    detector: DETECTOR,
    lang: view.lang,
    scopes: structure.scopes.map((scope) => scopeOf(frame, scope)),
    candidates,
    persons: persons.map((draft) => personOf(frame, draft)),
    tables: structure.tables.map((table) => tableOf(frame, table)),
    census: takeCensus(work),
    textBytes: frame.offsets.byteLength,
  };
}

interface Frame {
  readonly view: TextView;
  readonly structure: Structure;
  readonly offsets: TextOffsets;
}

/** One place, one element, one candidate: the id says no more. The surer one stays. */
function dropTwins(sorted: readonly CandidateDraft[]): readonly CandidateDraft[] {
  const kept: CandidateDraft[] = [];
  for (const draft of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && last.start === draft.start && last.end === draft.end && last.element === draft.element) {
      if (draft.p > last.p) kept[kept.length - 1] = draft;
    } else kept.push(draft);
  }
  return kept;
}

function candidateOf(frame: Frame, draft: CandidateDraft): Candidate {
  const { view, structure, offsets } = frame;
  const { document, text } = view;
  const start = offsets.toByte(draft.start);
  const end = offsets.toByte(draft.end);
  const cell = structure.cellAt(draft.start);
  const tags = new Set(draft.tags);
  if (cell?.hidden === true) tags.add('hidden');
  return {
    id: candidateId(document.content, start, end, draft.element),
    content: document.content,
    start,
    end,
    element: draft.element,
    value: sensitive(text.slice(draft.start, draft.end)),
    ...(draft.norm === undefined ? {} : { norm: sensitive(draft.norm) }),
    alternatives: draft.alternatives.map(({ element, norm, p }) => ({
      element,
      p,
      ...(norm === undefined ? {} : { norm: sensitive(norm) }),
    })),
    rule: draft.rule,
    p: draft.p,
    ...(draft.dismissedBy === undefined ? {} : { dismissedBy: draft.dismissedBy }),
    valid: draft.valid,
    assertion: draft.assertion,
    tags: [...tags].sort(byText),
    ...(draft.label === undefined ? {} : { label: draft.label }),
    ...(cell === undefined ? {} : { cell: cellOf(cell) }),
    scope: structure.scopeAt(draft.start),
    line: lineAt(view, draft.start),
    locator: locatorAt(document, offsets, draft.start, draft.end),
  };
}

function cellOf(cell: CellDraft): CellAddress {
  return {
    table: cell.table,
    row: cell.row,
    col: cell.col,
    record: cell.record,
    ...(cell.header === undefined ? {} : { header: cell.header }),
    ...(cell.columnElement === undefined ? {} : { columnElement: cell.columnElement }),
    ...(cell.columnP === undefined ? {} : { columnP: cell.columnP }),
  };
}

function personOf(frame: Frame, draft: PersonDraft): PersonCandidate {
  const { view, offsets } = frame;
  return {
    start: offsets.toByte(draft.start),
    end: offsets.toByte(draft.end),
    value: sensitive(draft.value),
    readings: sensitive(JSON.stringify(draft.readings)),
    p: draft.p,
    ...(draft.dismissedBy === undefined ? {} : { dismissedBy: draft.dismissedBy }),
    roles: draft.roles,
    because: draft.because,
    ...(draft.label === undefined ? {} : { label: draft.label }),
    ...(draft.cell === undefined ? {} : { cell: cellOf(draft.cell) }),
    scope: draft.scope,
    line: lineAt(view, draft.start),
    locator: locatorAt(view.document, offsets, draft.start, draft.end),
    ...(draft.sameAs === undefined ? {} : { sameAs: draft.sameAs }),
    ...(draft.relatedTo === undefined ? {} : { relatedTo: draft.relatedTo }),
    tags: [...draft.tags].sort(byText),
    rule: draft.rule,
  };
}

function scopeOf(frame: Frame, draft: ScopeDraft): Scope {
  return { ...draft, start: frame.offsets.toByte(draft.start), end: frame.offsets.toByte(draft.end) };
}

function tableOf(frame: Frame, draft: TableDraft): TableSummary {
  const { headerRows, orientation, records } = draft;
  const grid = { ...draft.grid, start: frame.offsets.toByte(draft.grid.start), end: frame.offsets.toByte(draft.grid.end) };
  const columns = [...draft.columns].sort((a, b) => byNumber(a.col, b.col));
  return { grid, headerRows, columns, orientation, records };
}

/** `Ana Ruiz` is no antinuclear antibody: a clinical word inside a person's name is a word of the name. */
function outsideNames(persons: readonly PersonDraft[]): (draft: CandidateDraft) => CandidateDraft {
  const names = persons
    .filter((person) => person.p >= NAME_P_MIN && person.dismissedBy === undefined)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  return (draft) => {
    if (draft.dismissedBy !== undefined || !draft.rule.startsWith('clinical.')) return draft;
    let low = 0;
    let high = names.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((names[middle]?.start ?? 0) <= draft.start) low = middle + 1;
      else high = middle;
    }
    const name = names[low - 1];
    // The whole of a name of one word may be either: both are kept.
    const isPart = name !== undefined && draft.end <= name.end && draft.end - draft.start < name.end - name.start;
    return isPart ? { ...draft, dismissedBy: 'person-name' } : draft;
  };
}

const NAME_P_MIN = 0.8;
