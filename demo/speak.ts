/** How people of this office speak of a person: each word of it is a fact with its element. */
import type { Random } from './random.ts';
import { ageOn, type Person } from './people.ts';
import { fact, say, type Fact, type Passage } from './passage.ts';
import { addDays, isoDay, writeDay, type DateStyle } from './time.ts';
import { NICKNAMES } from './words/people-words.ts';

export interface Labels {
  readonly mrn: string;
  readonly member: string;
}

export interface Speech {
  full(person: Person): Fact;
  /** With the middle initial and suffix. */
  formal(person: Person): Fact;
  lastFirst(person: Person): Fact;
  capitals(person: Person): Fact;
  nick(person: Person): Fact;
  first(person: Person): Fact;
  titled(person: Person): Fact;
  dob(person: Person, style?: DateStyle): Fact;
  age(person: Person): Fact;
  mrn(person: Person): Fact;
  /** Label and number; a member's id for those who have one, else the chart number. */
  anyId(person: Person): Passage;
  mrnLabelled(person: Person): Passage;
  memberId(person: Person): Passage;
  phone(person: Person): Fact;
  email(person: Person): Fact;
  street(person: Person): Fact;
  address(person: Person): Passage;
  /** Where the person lived before; the present street for those who never moved. */
  oldStreet(person: Person): Fact;
  lab(person: Person): Fact;
  med(person: Person): Fact;
  dx(person: Person): Fact;
  procedure(person: Person): Fact;
  /** A day of care, so many days from the message. */
  visit(person: Person, days: number, style?: DateStyle): Fact;
  appointment(person: Person, days: number, style?: DateStyle): Fact;
  day(days: number, style?: DateStyle): string;
  readonly labels: Labels;
}

export const he = (person: Person): string => (person.sex === 'F' ? 'she' : 'he');
export const him = (person: Person): string => (person.sex === 'F' ? 'her' : 'him');
export const his = (person: Person): string => (person.sex === 'F' ? 'her' : 'his');
export const He = (person: Person): string => (person.sex === 'F' ? 'She' : 'He');
export const His = (person: Person): string => (person.sex === 'F' ? 'Her' : 'His');

const tail = (person: Person): string => (person.suffix === '' ? '' : ` ${person.suffix}`);

export function speech(random: Random, at: number, labels: Labels): Speech {
  const today = isoDay(at);
  const usual = random.pick<DateStyle>(['us', 'us', 'padded', 'us2', 'long', 'iso', 'short']);
  const dated = (days: number): string => isoDay(addDays(at, days));
  const speak: Speech = {
    labels,
    full: (p) => fact(p, 'name', `${p.given} ${p.family}${tail(p)}`),
    formal: (p) => fact(p, 'name', `${p.given}${p.middle === '' ? '' : ` ${p.middle}.`} ${p.family}${tail(p)}`),
    lastFirst: (p) => fact(p, 'name', `${p.family}${tail(p)}, ${p.given}${p.middle === '' ? '' : ` ${p.middle}`}`),
    capitals: (p) => fact(p, 'name', `${p.family}, ${p.given}`.toUpperCase()),
    nick: (p) => fact(p, 'name', `${NICKNAMES[p.given] ?? p.given} ${p.family}`),
    first: (p) => fact(p, 'name', p.given, true),
    titled: (p) => fact(p, 'name', `${p.sex === 'F' ? 'Ms.' : 'Mr.'} ${p.family}`, true),
    dob: (p, style = usual) => fact(p, 'dob', writeDay(p.dob, style)),
    age: (p) => fact(p, 'age', String(ageOn(p, today)), true),
    mrn: (p) => fact(p, 'mrn', p.mrn),
    mrnLabelled: (p) => say`${labels.mrn} ${fact(p, 'mrn', p.mrn)}`,
    memberId: (p) =>
      p.memberId === '' ? say`${labels.mrn} ${fact(p, 'mrn', p.mrn)}` : say`${labels.member} ${fact(p, 'member_id', p.memberId)}`,
    anyId: (p) => (p.memberId !== '' && random.chance(0.4) ? speak.memberId(p) : speak.mrnLabelled(p)),
    phone: (p) => fact(p, 'phone', random.pick([p.phone, `(${p.phone.slice(0, 3)}) ${p.phone.slice(4)}`, p.phone.replaceAll('-', '.')])),
    email: (p) => fact(p, 'email', p.email),
    street: (p) => fact(p, 'address.street', p.unit === '' ? p.street : `${p.street}, ${p.unit}`),
    oldStreet: (p) => (p.oldStreet === '' ? speak.street(p) : fact(p, 'address.street', p.oldStreet)),
    address: (p) => say`${speak.street(p)}, ${fact(p, 'address.city', p.city, true)}, ${p.state} ${fact(p, 'address.zip', p.zip, true)}`,
    lab: (p) => fact(p, ['lab.test', 'lab.result'], `${p.condition.test} ${random.pick(p.condition.results)} ${p.condition.unit}`),
    med: (p) => fact(p, 'med', p.condition.med),
    dx: (p) => fact(p, 'dx', p.condition.name),
    procedure: (p) => fact(p, 'procedure', p.condition.procedure),
    visit: (p, days, style = usual) => fact(p, 'date.service', writeDay(dated(days), style)),
    appointment: (p, days, style = usual) => fact(p, 'date.appointment', writeDay(dated(days), style)),
    day: (days, style = usual) => writeDay(dated(days), style),
  };
  return speak;
}
