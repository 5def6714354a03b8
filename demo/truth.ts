/** The truth of a demo: who is in the mailbox, what of each stands where, what the intruder reached. Only the scorer reads it. */
import type { ElementId } from '../src/model/index.ts';
import type { Intrusion, Verdict } from './logs/intrusion.ts';
import { placesOf, type Mail } from './mail.ts';
import type { Office } from './office.ts';
import { ageOn, type Person } from './people.ts';

export interface TruePlace {
  readonly message_id: string;
  /** Only in a quotation there: neither required nor wrong. */
  readonly quoted: boolean;
}
export interface TrueElement {
  /** Kind of data as it is scored: see `kindOf`. */
  readonly kind: string;
  /** Loose: neither required nor wrong. */
  readonly loose: boolean;
  readonly places: readonly TruePlace[];
}
export interface TruePerson {
  readonly id: string;
  readonly roster_id: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly dob: string;
  readonly mrn: string;
  readonly member_id: string;
  readonly phone: string;
  readonly minor: boolean;
  readonly notify: 'yes' | 'undecided';
  readonly reach: Verdict;
  readonly elements: readonly TrueElement[];
}
export interface Truth {
  readonly schema: 'postbreach-demo-truth-1';
  readonly seed: number;
  readonly mailbox: string;
  readonly people: readonly TruePerson[];
  readonly bystanders: readonly string[];
  readonly messages: readonly {
    readonly message_id: string;
    readonly folder: string;
    readonly verdict: Verdict;
    readonly attachments: number;
  }[];
  readonly missing: readonly string[];
  readonly negatives: readonly ElementId[];
}

/** Kinds that a reader may name in two ways are one: a visit is a date of service or an appointment. */
const KINDS: Readonly<Record<string, string>> = {
  'name.maiden': 'name',
  'name.alias': 'name',
  subscriber_id: 'member_id',
  policy_no: 'member_id',
  medicaid_id: 'member_id',
  'phone.work': 'phone',
  fax: 'phone',
  'date.service': 'date',
  'date.admission': 'date',
  'date.discharge': 'date',
  'date.appointment': 'date',
  'lab.test': 'lab',
  'lab.result': 'lab',
  vital: 'lab',
  px: 'procedure',
  imaging: 'procedure',
  'address.po_box': 'address.street',
  treatment: 'procedure',
};
export const kindOf = (element: string): string => KINDS[element] ?? element;

const RANK: Readonly<Record<Verdict, number>> = { accessed: 2, presumed: 1, excluded: 0 };
/** None of these stands anywhere in the mailbox; numbers of their shapes do. */
const NEGATIVES: readonly ElementId[] = ['ssn', 'card.pan', 'bank.account', 'drivers_license', 'passport'];

export function truthOf(office: Office, story: Intrusion, options: { readonly seed: number; readonly today: string }): Truth {
  const shown = new Map<Person, Map<string, { loose: boolean; places: Map<string, boolean> }>>();
  const names = new Map<Person, Set<string>>();
  for (const mail of office.mails)
    for (const { fact, isQuoted } of placesOf(mail)) {
      for (const element of fact.elements)
        note(shown, fact.person, { kind: kindOf(element), loose: fact.isLoose === true, mail, isQuoted });
      if (fact.elements.includes('name') && fact.isLoose !== true) {
        if (!names.has(fact.person)) names.set(fact.person, new Set());
        names.get(fact.person)?.add(fact.shown);
      }
    }
  const people = office.population.people
    .filter((person) => names.has(person))
    .map((person): TruePerson => {
      const kinds = shown.get(person) ?? new Map<string, never>();
      const elements = [...kinds].map(([kind, one]): TrueElement => ({
        kind,
        loose: one.loose,
        places: [...one.places].map(([message_id, quoted]) => ({ message_id, quoted })),
      }));
      const reach = elements
        .flatMap(({ places }) => places)
        .map(({ message_id }) => story.verdicts.get(message_id) ?? 'excluded')
        .reduce<Verdict>((worst, verdict) => (RANK[verdict] > RANK[worst] ? verdict : worst), 'excluded');
      return {
        id: person.id,
        roster_id: person.rosterId,
        name: `${person.given} ${person.family}${person.suffix === '' ? '' : ` ${person.suffix}`}`,
        names: [...(names.get(person) ?? [])],
        dob: person.dob,
        mrn: person.mrn,
        member_id: person.memberId,
        phone: person.phone,
        minor: ageOn(person, options.today) < 18,
        notify: reach === 'excluded' ? 'undecided' : 'yes',
        reach,
        elements: elements.sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      };
    });
  return {
    schema: 'postbreach-demo-truth-1',
    seed: options.seed,
    mailbox: office.owner.email,
    people,
    bystanders: [...office.staff, ...office.clinicians].map((one) => `${one.given} ${one.family}`),
    messages: office.mails.map((mail) => ({
      message_id: mail.messageId,
      folder: mail.folder,
      verdict: story.verdicts.get(mail.messageId) ?? 'excluded',
      attachments: mail.attachments.length,
    })),
    missing: [story.missing],
    negatives: NEGATIVES,
  };
}

type Shown = Map<Person, Map<string, { loose: boolean; places: Map<string, boolean> }>>;
function note(
  shown: Shown,
  person: Person,
  seen: { readonly kind: string; readonly loose: boolean; readonly mail: Mail; readonly isQuoted: boolean },
): void {
  const kinds = shown.get(person) ?? new Map<string, { loose: boolean; places: Map<string, boolean> }>();
  shown.set(person, kinds);
  const one = kinds.get(seen.kind) ?? { loose: true, places: new Map<string, boolean>() };
  kinds.set(seen.kind, one);
  if (!seen.loose) one.loose = false;
  one.places.set(seen.mail.messageId, (one.places.get(seen.mail.messageId) ?? true) && (seen.isQuoted || seen.loose));
}
