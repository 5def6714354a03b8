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
  return { ...event, items: unionItems(event.items, []), refs: unionRefs(event.refs, []) };
}

function mergeTwo(a: LogEvent, b: LogEvent): LogEvent {
  const [ra, rb] = [LOSS_RANK[lossOf(a)], LOSS_RANK[lossOf(b)]];
  const base = ra < rb ? a : rb < ra ? b : joined(a, b);
  const items = unionItems(a.items, b.items);
  return { ...base, refs: unionRefs(a.refs, b.refs), items, lost: Math.max(0, (base.count ?? 0) - items.length) };
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

function itemKey(item: ItemRef): string {
  return canonical({ ...item, subject: item.subject?.reveal('match') });
}

/** Multiset union; an item that another one says more completely is left out. */
function unionItems(a: readonly ItemRef[], b: readonly ItemRef[]): ItemRef[] {
  const counts = new Map<string, { item: ItemRef; a: number; b: number }>();
  const add = (item: ItemRef, side: 'a' | 'b'): void => {
    const key = itemKey(item);
    const one = counts.get(key) ?? { item, a: 0, b: 0 };
    one[side] += 1;
    counts.set(key, one);
  };
  for (const item of a) add(item, 'a');
  for (const item of b) add(item, 'b');
  const all = [...counts].sort((x, y) => byText(x[0], y[0])).map(([, one]) => one);
  const kept =
    b.length === 0 || a.length === 0 || all.length === Math.max(a.length, b.length)
      ? all
      : all.filter((one) => !isSaidBetter(one.item, all));
  return kept.flatMap((one) => Array.from({ length: Math.max(one.a, one.b) }, () => one.item));
}

/** Records hold at most a few hundred items; a larger one is kept whole rather than compared pair by pair. */
const COMPARED_MAX = 2_000;

function isSaidBetter(item: ItemRef, all: readonly { readonly item: ItemRef }[]): boolean {
  if (all.length > COMPARED_MAX) return false;
  const own = Object.entries(item).filter(([, value]) => value !== undefined);
  return all.some(({ item: other }) => {
    if (other === item || Object.values(other).filter((value) => value !== undefined).length <= own.length) return false;
    return own.every(([key, value]) => sameValue(other[key as keyof ItemRef], value)); // keys of an item
  });
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null && 'reveal' in a && typeof b === 'object' && b !== null && 'reveal' in b) {
    return (a as { reveal(purpose: 'match'): string }).reveal('match') === (b as { reveal(purpose: 'match'): string }).reveal('match'); // both are Sensitive: they have `reveal`
  }
  return a === b;
}

function unionRefs(a: readonly RawRef[], b: readonly RawRef[]): RawRef[] {
  const seen = new Map<string, RawRef>();
  for (const ref of [...a, ...b]) seen.set(`${ref.file} ${ref.name} ${ref.row} ${ref.byte} ${ref.loss}`, ref);
  return [...seen.values()].sort(
    (x, y) =>
      byText(x.name, y.name) || byNumber(x.row, y.row) || byText(x.file, y.file) || byNumber(x.byte, y.byte) || byText(x.loss, y.loss),
  );
}
