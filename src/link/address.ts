/** Address parts bound to one person become one address each: street, then what follows it. */
import { sensitive, type Sensitive } from '../kernel/index.ts';
import type { Candidate, ElementId } from '../model/index.ts';

export interface AddressAttr {
  readonly type: 'address';
  readonly raw: Sensitive<string>;
  readonly norm: Sensitive<string>;
  readonly labelled: boolean;
  readonly first: Candidate;
}

const PARTS: ReadonlySet<ElementId> = new Set<ElementId>([
  'address.street',
  'address.po_box',
  'address.city',
  'address.zip',
  'address.zip4',
]);
const ADDRESSES_MAX = 8;

/** `bound`: candidates of one person in text order; others than address parts are passed over. */
export function addressesOf(bound: readonly Candidate[]): readonly AddressAttr[] {
  const groups: Candidate[][] = [];
  for (const candidate of bound) {
    if (!PARTS.has(candidate.element)) continue;
    const group = groups.at(-1);
    const isStreet = candidate.element === 'address.street' || candidate.element === 'address.po_box';
    const startsNew = isStreet || group === undefined || group.some((part) => sameSlot(part.element, candidate.element));
    if (startsNew) groups.push([candidate]);
    else group.push(candidate);
  }
  return groups.slice(0, ADDRESSES_MAX).flatMap((group) => {
    const first = group[0];
    if (first === undefined) return [];
    const value = (...elements: readonly ElementId[]): string => {
      const part = group.find((candidate) => elements.includes(candidate.element));
      return part === undefined ? '' : (part.norm ?? part.value).reveal('match');
    };
    const { city, state } = cityAndState(value('address.city'));
    const norm = { street: value('address.street', 'address.po_box'), city, state, zip: value('address.zip', 'address.zip4').slice(0, 10) };
    const raw = group.map((part) => part.value.reveal('match')).join(', ');
    return [
      {
        type: 'address' as const,
        raw: sensitive(raw),
        norm: sensitive(JSON.stringify(norm)),
        labelled: group.some((part) => part.label !== undefined),
        first,
      },
    ];
  });
}

const slot = (element: ElementId): string =>
  element === 'address.zip4' ? 'address.zip' : element === 'address.po_box' ? 'address.street' : element;
const sameSlot = (a: ElementId, b: ElementId): boolean => slot(a) === slot(b);

/** `Oakland, CA` → city and state; a city alone has no state. */
function cityAndState(text: string): { readonly city: string; readonly state: string } {
  const split = /^(.*?)[,\s]+([A-Za-z]{2})$/.exec(text.trim().slice(0, 100));
  return split === null ? { city: text.trim(), state: '' } : { city: split[1] ?? '', state: (split[2] ?? '').toUpperCase() };
}
