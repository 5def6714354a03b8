/**
 * Union of the rows that carry one record, spec/access.md 2.2. Fields come from the least lossy rows; where those differ, a present value
 * beats an absent one and the smaller canonical text wins. Items and references are unions. So merging is commutative, associative and
 * idempotent, whatever the order of rows and files.
 */
import { byNumber, byText } from '../../kernel/index.ts';
import type { ItemRef, LogEvent, RawRef } from '../../model/index.ts';

const LOSS_RANK: Readonly<Record<RawRef['loss'], number>> = { none: 0, truncated: 1, lossy: 2, empty: 3 };

/** The loss of a record: that of its best row. */
export function lossOf(event: LogEvent): RawRef['loss'] {
  let best: RawRef['loss'] = 'empty';
  for (const ref of event.refs) if (LOSS_RANK[ref.loss] < LOSS_RANK[best]) best = ref.loss;
  return best;
}

/** One event a record, sorted by (at, id). */
export function mergeEvents(events: readonly LogEvent[]): LogEvent[] {
  const byId = new Map<string, LogEvent>();
  for (const event of events) {
    const before = byId.get(event.id);
    byId.set(event.id, before === undefined ? tidy(event) : mergeTwo(before, event));
  }
  return [...byId.values()].sort(byTime);
}

export function byTime(a: LogEvent, b: LogEvent): number {
  return byNumber(a.at, b.at) || byText(a.id, b.id);
}

/** The same event with its lists in the one order: merging with itself changes nothing. */
function tidy(event: LogEvent): LogEvent {
  if (event.items.length < 2 && event.refs.length < 2) return event;
  return withItems({ ...event, refs: unionRefs(event.refs, []) }, unionItems(event.items, []));
}

function mergeTwo(a: LogEvent, b: LogEvent): LogEvent {
  const [ra, rb] = [LOSS_RANK[lossOf(a)], LOSS_RANK[lossOf(b)]];
  const base = ra < rb ? a : rb < ra ? b : joined(a, b);
  // A damaged copy may be the only one that kept the count: the larger one is the record's.
  const counts = [a.count, b.count].filter((one) => one !== undefined);
  const count = counts.length === 0 ? {} : { count: Math.max(...counts) };
  return withItems({ ...base, ...count, refs: unionRefs(a.refs, b.refs) }, unionItems(a.items, b.items));
}

function withItems(event: LogEvent, items: readonly ItemRef[]): LogEvent {
  return { ...event, items, lost: Math.max(0, (event.count ?? 0) - itemCount(items)) };
}

/** Field by field, objects member by member. */
function joined(a: LogEvent, b: LogEvent): LogEvent {
  const out: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [va, vb] = [a[key as keyof LogEvent], b[key as keyof LogEvent]]; // keys of the two events
    out[key] = key === 'detail' ? lesser(va, vb) : isPlain(va) && isPlain(vb) ? joinedMembers(va, vb) : lesser(va, vb);
  }
  return out as unknown as LogEvent; // made of the members of two events, field by field
}

function joinedMembers(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(byText)) out[key] = lesser(a[key], b[key]);
  return out;
}

/** Values that say nothing lose against any other. */
const SAYS_NOTHING = new Set<unknown>([undefined, '', 'unknown']);

function lesser(a: unknown, b: unknown): unknown {
  if (SAYS_NOTHING.has(a) !== SAYS_NOTHING.has(b)) return SAYS_NOTHING.has(a) ? b : a;
  if (a === undefined) return b;
  if (b === undefined) return a;
  return byText(canonical(a), canonical(b)) <= 0 ? a : b;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys. Subjects are opened: two items that differ in their subject are two. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, held: unknown) =>
      isPlain(held) && !('reveal' in held) ? Object.fromEntries(Object.entries(held).sort((x, y) => byText(x[0], y[0]))) : held,
    ) ?? ''
  );
}

/** What makes two items of one record the same: their id and folder; without an id all that they say. Subjects are opened to compare. */
function identityOf(item: ItemRef): string {
  const id = item.mid ?? item.itemId ?? item.immutableId;
  return id === undefined ? canonical({ ...item, subject: item.subject?.reveal('match') }) : `${id}|${item.path ?? ''}`;
}

/** Multiset union by identity: as often as the side that has it most often, with the fields of all. */
function unionItems(a: readonly ItemRef[], b: readonly ItemRef[]): ItemRef[] {
  const found = new Map<string, { item: ItemRef; a: number; b: number }>();
  const add = (item: ItemRef, side: 'a' | 'b'): void => {
    const key = identityOf(item);
    const one = found.get(key);
    if (one === undefined) {
      found.set(key, { item, a: side === 'a' ? 1 : 0, b: side === 'b' ? 1 : 0 });
      return;
    }
    one[side] += 1;
    if (one.item !== item) one.item = joinedItem(one.item, item);
  };
  for (const item of a) add(item, 'a');
  for (const item of b) add(item, 'b');
  return [...found].sort((x, y) => byText(x[0], y[0])).flatMap(([, one]) => Array.from({ length: Math.max(one.a, one.b) }, () => one.item));
}

function joinedItem(a: ItemRef, b: ItemRef): ItemRef {
  const { subject: sa, ...ra } = a;
  const { subject: sb, ...rb } = b;
  const subject = sa === undefined ? sb : sb === undefined ? sa : byText(sa.reveal('match'), sb.reveal('match')) <= 0 ? sa : sb;
  const rest: Omit<ItemRef, 'subject'> = joinedMembers(ra, rb);
  return subject === undefined ? rest : { ...rest, subject };
}

/** How many items these are: one that a row names without its folder is not a second one. */
function itemCount(items: readonly ItemRef[]): number {
  const byId = new Map<string, { placed: number; bare: number }>();
  let others = 0;
  for (const item of items) {
    const id = item.mid ?? item.itemId ?? item.immutableId;
    if (id === undefined) {
      others += 1;
      continue;
    }
    const one = byId.get(id) ?? { placed: 0, bare: 0 };
    one[item.path === undefined ? 'bare' : 'placed'] += 1;
    byId.set(id, one);
  }
  let sum = others;
  for (const one of byId.values()) sum += Math.max(one.placed, one.bare);
  return sum;
}

function unionRefs(a: readonly RawRef[], b: readonly RawRef[]): RawRef[] {
  const seen = new Map<string, RawRef>();
  for (const ref of [...a, ...b]) seen.set(`${ref.file} ${ref.name} ${ref.row} ${ref.byte} ${ref.loss}`, ref);
  return [...seen.values()].sort(
    (x, y) =>
      byText(x.name, y.name) || byNumber(x.row, y.row) || byText(x.file, y.file) || byNumber(x.byte, y.byte) || byText(x.loss, y.loss),
  );
}
