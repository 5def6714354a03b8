/** The invented people of one mailbox: members of the plan, patients from elsewhere, namesakes, twins, father and son, minors, the dead. */
import type { Random } from './random.ts';
import { CONDITIONS, type Condition } from './words/clinic-words.ts';
import { FAMILY, FAR_AREAS, GIVEN, LOCAL_AREAS, MAIL_HOSTS, STREETS, TOWNS } from './words/people-words.ts';
import { addDays, isoDay, DAY_MS } from './time.ts';

export interface Person {
  /** Of the truth; never in evidence. */
  readonly id: string;
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly suffix: string;
  readonly sex: 'F' | 'M';
  readonly dob: string;
  readonly death: string;
  readonly street: string;
  readonly unit: string;
  /** Where mail of two years ago still sends letters; empty: never moved. */
  readonly oldStreet: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly phone: string;
  readonly email: string;
  readonly language: 'en' | 'es';
  readonly confidential: boolean;
  readonly isMember: boolean;
  readonly mrn: string;
  readonly memberId: string;
  readonly guardian: Person | undefined;
  readonly condition: Condition;
  /** Set when the roster is written; empty for those who are not in it. */
  rosterId: string;
}

export interface StaffPerson {
  readonly given: string;
  readonly family: string;
  readonly title: string;
  readonly credential: string;
  readonly department: string;
  readonly email: string;
  readonly phone: string;
}

/** How this organisation writes its numbers. */
export interface Numbering {
  readonly mrnLabel: string;
  readonly memberLabel: string;
  mrn(): string;
  member(suffix?: string): string;
}

export const ageOn = (person: { readonly dob: string }, day: string): number =>
  Number(day.slice(0, 4)) - Number(person.dob.slice(0, 4)) - (day.slice(5) < person.dob.slice(5) ? 1 : 0);

export function numbering(random: Random): Numbering {
  const seen = new Set<string>();
  const fresh = (make: () => string): string => {
    for (;;) {
      const text = make();
      if (!seen.has(text)) {
        seen.add(text);
        return text;
      }
    }
  };
  const lead = String(random.int(2, 8));
  const letters = random.pick(['QBX', 'KHW', 'ZPL', 'HVN']);
  return {
    mrnLabel: random.pick(['MRN', 'MRN', 'Med Rec #', 'Chart #']),
    memberLabel: random.pick(['Member ID', 'Member ID', 'Member #', 'Plan ID']),
    mrn: () => fresh(() => `${lead}${random.digits(7)}`),
    member: (suffix = '01') => fresh(() => `${letters}${random.int(1, 9)}${random.digits(7)}-${suffix}`),
  };
}

/** Numbers of 555-01xx, each once while there are any in the region. */
export function phoneBook(random: Random): () => string {
  const free = random.shuffle(
    LOCAL_AREAS.flatMap((area) => Array.from({ length: 100 }, (_, n) => `${area}-555-01${String(n).padStart(2, '0')}`)),
  );
  return () => free.pop() ?? farPhone(random);
}
export const farPhone = (random: Random): string => `${random.pick(FAR_AREAS)}-555-01${random.digits(2)}`;

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
export const mailAddress = (random: Random, who: { readonly given: string; readonly family: string }, unique: string): string =>
  `${random.pick([`${slug(who.given)}.${slug(who.family)}`, `${slug(who.given).slice(0, 1)}${slug(who.family)}`, `${slug(who.family)}${slug(who.given)}`])}${unique}@${random.pick(MAIL_HOSTS)}`;

export interface Population {
  readonly people: readonly Person[];
  make(fixed?: Partial<Person>): Person;
}

/** People come on demand; each has all the data, of which mail shows a part. */
export function population(
  random: Random,
  tools: { readonly numbers: Numbering; readonly phone: () => string; readonly today: string },
): Population {
  const people: Person[] = [];
  const names = new Set<string>();
  const make = (fixed: Partial<Person> = {}): Person => {
    const sex = fixed.sex ?? random.pick(['F', 'M'] as const);
    let given = fixed.given ?? '';
    let family = fixed.family ?? '';
    // Two of the mailbox have one name only where a scene wants it: what a page says of the first could else be read as the second.
    for (
      let tries = 0;
      given === '' || family === '' || (names.has(`${given} ${family}`) && fixed.given === undefined && tries < 40);
      tries += 1
    ) {
      given = fixed.given ?? random.pick(GIVEN[sex]);
      family = fixed.family ?? random.pick(FAMILY);
    }
    names.add(`${given} ${family}`);
    const age = fixed.dob === undefined ? ageOf(random) : ageOn({ dob: fixed.dob }, tools.today);
    const dob = fixed.dob ?? isoDay(addDays(Date.parse(`${tools.today}T00:00:00Z`), -Math.floor(age * 365.25) - random.int(0, 360)));
    const town = random.pick(TOWNS);
    const isMember = fixed.isMember ?? random.chance(0.92);
    const street = `${random.int(101, 9899)} ${random.pick(STREETS)}`;
    const person: Person = {
      id: `T${String(people.length + 1).padStart(5, '0')}`,
      given,
      family,
      sex,
      dob,
      isMember,
      middle: random.chance(0.55) ? random.pick('ABCDEGHJKLMNPRSTW'.split('')) : '',
      suffix: '',
      death: '',
      street,
      unit: random.chance(0.2) ? `Apt ${random.int(1, 40)}` : '',
      oldStreet: random.chance(0.06) ? `${random.int(101, 9899)} ${random.pick(STREETS)}` : '',
      ...town,
      phone: tools.phone(),
      email: mailAddress(random, { given, family }, String(people.length + 11)),
      language: random.chance(0.08) ? 'es' : 'en',
      confidential: random.chance(0.01),
      mrn: tools.numbers.mrn(),
      memberId: isMember ? tools.numbers.member(age < 18 ? '03' : '01') : '',
      guardian: undefined,
      condition: conditionFor(random, age),
      rosterId: '',
      ...fixed,
    };
    people.push(person);
    return person;
  };
  return { people, make };
}

function ageOf(random: Random): number {
  const share = random.unit();
  if (share < 0.12) return random.int(3, 17);
  return share < 0.6 ? random.int(18, 59) : random.int(60, 93);
}

function conditionFor(random: Random, age: number): Condition {
  const fitting = CONDITIONS.filter((one) => age >= one.minAge && age <= one.maxAge);
  return random.pick(fitting.length > 0 ? fitting : CONDITIONS.slice(0, 3));
}

export { DAY_MS };
