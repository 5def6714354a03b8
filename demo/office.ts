/** The office whose mailbox it is: staff, clinicians, vendors, the owner; and the way mail is composed there. */
import type { Random } from './random.ts';
import { randomOf } from './random.ts';
import { placesOf, type Attached, type Correspondent, type Mail } from './mail.ts';
import { factsOf, join, say, textOf, toPassage, type Fact, type Passage, type Said } from './passage.ts';
import { numbering, phoneBook, population, type Numbering, type Person, type Population, type StaffPerson } from './people.ts';
import { speech, type Labels, type Speech } from './speak.ts';
import { isoDay, longInstant, MINUTE_MS, workingTime } from './time.ts';
import { FAMILY, GIVEN } from './words/people-words.ts';

export interface Draft {
  readonly random: Random;
  readonly at: number;
  readonly subject: Said;
  readonly body: Said;
  readonly from?: StaffPerson | Correspondent;
  readonly to?: readonly (StaffPerson | Correspondent)[];
  readonly cc?: readonly (StaffPerson | Correspondent)[];
  readonly folder?: string;
  readonly attachments?: readonly Attached[];
  /** The message that is answered; its text follows as a quotation in the way of some program. */
  readonly quote?: Mail;
  readonly quoteStyle?: 'outlook' | 'angle' | 'none';
  readonly html?: string;
  readonly senderFacts?: readonly Fact[];
  readonly messageClass?: string;
  readonly isBare?: boolean;
  /** Carried inside another message only. */
  readonly isInner?: boolean;
}

export interface Office {
  readonly name: string;
  readonly domain: string;
  readonly owner: StaffPerson;
  readonly staff: readonly StaffPerson[];
  readonly clinicians: readonly StaffPerson[];
  readonly vendor: Correspondent;
  readonly labels: Labels;
  readonly numbers: Numbering;
  readonly population: Population;
  readonly phone: () => string;
  readonly mails: Mail[];
  speech(random: Random, at: number): Speech;
  /** People for a scene: those who were shown least, first. */
  take(random: Random, count: number, test?: (person: Person) => boolean): readonly Person[];
  shownTimes(person: Person): number;
  send(draft: Draft): Mail;
  colleague(random: Random): StaffPerson;
  doctor(random: Random): StaffPerson;
}

const ROLES = [
  ['Care Coordinator', '', 'Care Management'],
  ['Nurse Case Manager', 'RN', 'Care Management'],
  ['Triage Nurse', 'LPN', 'Nurse Line'],
  ['Referral Specialist', '', 'Referrals'],
  ['Eligibility Analyst', '', 'Enrollment'],
  ['Claims Supervisor', '', 'Claims'],
  ['Pharmacy Liaison', 'PharmD', 'Pharmacy'],
  ['Social Worker', 'LICSW', 'Behavioral Health'],
  ['Front Desk Lead', '', 'Access'],
  ['Quality Analyst', '', 'Quality'],
  ['HR Partner', '', 'Human Resources'],
  ['IT Support', '', 'Information Services'],
] as const;
const SPECIALTIES = ['Internal Medicine', 'Family Medicine', 'Cardiology', 'Pediatrics', 'Nephrology', 'Orthopedics'] as const;
const GREETINGS = ['Hi {},', '{},', 'Good morning {},', 'Hello {} -', ''] as const;
const CLOSINGS = ['Thanks,', 'Thank you!', 'Best,', 'Thx', ''] as const;
const DISCLAIMERS = [
  'CONFIDENTIALITY NOTICE: This e-mail and its attachments may hold protected health information. If it reached you by mistake, tell the sender and delete it.',
  'This message is meant only for the person it is addressed to. Unauthorized review or disclosure is prohibited.',
] as const;

export function openOffice(random: Random, today: string): Office {
  const org = random.pick([
    ['Inland Cascade Health Plan', 'inlandcascade'],
    ['Palouse Valley Health Cooperative', 'palousevalley'],
    ['Columbia Basin Care Alliance', 'basincare'],
  ] as const);
  const domain = `${org[1]}.example`;
  const phone = phoneBook(random.fork('phones'));
  const numbers = numbering(random.fork('numbers'));
  const crew = random.fork('staff');
  const used = new Set<string>();
  const hire = (title: string, credential: string, department: string): StaffPerson => {
    for (;;) {
      const given = crew.pick(GIVEN[crew.pick(['F', 'M'] as const)]);
      const family = crew.pick(FAMILY);
      if (used.has(family)) continue;
      used.add(family);
      const address = `${given}.${family}`.toLowerCase().replace(/[^a-z.]/g, '');
      return { given, family, title, credential, department, email: `${address}@${domain}`, phone: phone() };
    }
  };
  const staff = ROLES.map(([title, credential, department]) => hire(title, credential, department));
  const clinicians = SPECIALTIES.map((specialty) => hire(`Physician, ${specialty}`, 'MD', specialty));
  const [owner] = staff;
  if (owner === undefined) throw new Error('demo: the mailbox needs an owner');
  const labels: Labels = { mrn: numbers.mrnLabel, member: numbers.memberLabel };
  const crowd = population(random.fork('people'), { numbers, phone, today });
  const shown = new Map<Person, number>();
  const mails: Mail[] = [];
  const office: Office = {
    name: org[0],
    domain,
    owner,
    staff,
    clinicians,
    labels,
    numbers,
    population: crowd,
    phone,
    mails,
    vendor: { name: 'Plateau Medical Supply', address: 'orders@plateausupply.example' },
    speech: (own, at) => speech(own, at, labels),
    colleague: (own) => own.pick(staff.slice(1)),
    doctor: (own) => own.pick(clinicians),
    shownTimes: (person) => shown.get(person) ?? 0,
    take: (own, count, test = () => true) => {
      const fitting = own.shuffle(crowd.people.filter(test)).sort((a, b) => (shown.get(a) ?? 0) - (shown.get(b) ?? 0));
      const taken = fitting.slice(0, count);
      for (const person of taken) shown.set(person, (shown.get(person) ?? 0) + 1);
      return taken;
    },
    send: (draft) => {
      const mail = compose(office, draft);
      for (const { fact } of placesOf(mail)) if (!shown.has(fact.person)) shown.set(fact.person, 1);
      if (draft.isInner !== true) mails.push(mail);
      return mail;
    },
  };
  return office;
}

export const asCorrespondent = (who: StaffPerson | Correspondent): Correspondent =>
  'address' in who ? who : { name: `${who.given} ${who.family}`, address: who.email };

function compose(office: Office, draft: Draft): Mail {
  const { random, quote } = draft;
  const sender = draft.from ?? office.colleague(random);
  const isOwn = sender === office.owner;
  const to = (draft.to ?? [isOwn ? office.colleague(random) : office.owner]).map(asCorrespondent);
  const at = workingTime(draft.at, random.int(0, 519)) + random.int(0, 59) * 1000;
  const plain = draft.isBare === true ? toPassage(draft.body) : dress(random, sender, to, draft.body, office.name);
  const quoted: Passage =
    quote === undefined ? [] : quoteOf(quote, draft.quoteStyle ?? random.pick(['outlook', 'outlook', 'angle'] as const));
  const from = asCorrespondent(sender);
  return {
    messageId: `<${messageToken(`${textOf(draft.subject)} ${at} ${office.mails.length} ${textOf(draft.body)}`)}@mail.${from.address.split('@')[1]}>`,
    from,
    to,
    cc: (draft.cc ?? []).map(asCorrespondent),
    subject: toPassage(draft.subject),
    body: plain,
    quoted,
    at,
    html: draft.html ?? '',
    folder: draft.folder ?? (isOwn ? 'Sent Items' : 'Inbox'),
    inReplyTo: quote?.messageId ?? '',
    messageClass: draft.messageClass ?? 'IPM.Note',
    attachments: draft.attachments ?? [],
    senderFacts: draft.senderFacts ?? [],
  };
}

const messageToken = (text: string): string => randomOf(text).digits(9) + randomOf(`${text} 2`).digits(9);

/** Greeting and signature, as this sender is used to. */
function dress(random: Random, sender: StaffPerson | Correspondent, to: readonly Correspondent[], body: Said, org: string): Passage {
  const first = to[0]?.name.split(' ')[0] ?? '';
  const hello = random.pick(GREETINGS).replace('{}', first);
  const bye = random.pick(CLOSINGS);
  const parts: Said[] = [...(hello === '' ? [] : [hello]), body];
  if ('address' in sender) return join([...parts, say`${bye === '' ? 'Thanks' : bye}\n${sender.name}`], '\n\n');
  const habit = randomOf(sender.email);
  const full = `${sender.given} ${sender.family}${sender.credential === '' ? '' : `, ${sender.credential}`}`;
  const card = [
    full,
    `${sender.title} | ${sender.department}`,
    org,
    `${habit.pick(['Phone', 'Direct', 'T'])}: ${sender.phone}`,
    sender.email,
  ].join('\n');
  const sign = random.chance(0.6) ? card : sender.given;
  return join([...parts, bye === '' ? sign : `${bye}\n${sign}`, ...(habit.chance(0.4) ? [habit.pick(DISCLAIMERS)] : [])], '\n\n');
}

function quoteOf(mail: Mail, style: 'outlook' | 'angle' | 'none'): Passage {
  if (style === 'none') return [];
  const whole: Passage = mail.quoted.length === 0 ? mail.body : join([mail.body, mail.quoted], '\n\n');
  if (style === 'outlook') {
    const to = mail.to.map((one) => one.name).join('; ');
    return say`-----Original Message-----\nFrom: ${mail.from.name} <${mail.from.address}>\nSent: ${longInstant(mail.at)}\nTo: ${to}\nSubject: ${mail.subject}\n\n${whole}`;
  }
  const prefixed = whole.map((piece) => (typeof piece === 'string' ? piece.replaceAll('\n', '\n> ') : piece));
  return say`On ${longInstant(mail.at)}, ${mail.from.name} <${mail.from.address}> wrote:\n> ${prefixed}`;
}

/** An answer some minutes later, with the quotation below. */
export function answer(
  office: Office,
  mail: Mail,
  draft: Omit<Draft, 'subject' | 'at' | 'quote'> & { readonly minutes?: number; readonly prefix?: string },
): Mail {
  const subject: Passage = /^(RE|FW): /.test(textOf(mail.subject)) ? mail.subject : [`${draft.prefix ?? 'RE'}: `, ...mail.subject];
  return office.send({ ...draft, subject, at: mail.at + (draft.minutes ?? 90) * MINUTE_MS, quote: mail });
}

export const dayOf = (mail: Mail): string => isoDay(mail.at);
export { factsOf };
