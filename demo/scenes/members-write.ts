/** Members and parents write themselves: the sender is the person, or is not. */
import type { Office } from '../office.ts';
import { fact, say, type Passage } from '../passage.ts';
import { ageOn, type Person } from '../people.ts';
import type { Random } from '../random.ts';
import type { Speech } from '../speak.ts';
import { isoDay } from '../time.ts';
import { GIVEN } from '../words/people-words.ts';

type Letter = (p: Person, s: Speech) => Passage;
export const OWN_LETTERS: readonly Letter[] = [
  (p, s) =>
    say`My name is ${s.full(p)}, I was born ${s.dob(p)} and my ${s.memberId(p)}. I was told to write here about my ${s.procedure(p)}. Please call me at ${s.phone(p)}.`,
  (p, s) => say`I got a bill for my visit on ${s.visit(p, -45)}. I am covered! ${s.full(p)}, ${s.memberId(p)}, ${s.address(p)}.`,
  (p, s) =>
    say`Can somebody send my results? The doctor said ${s.lab(p)} but I do not know what that means. ${s.full(p)}, date of birth ${s.dob(p)}`,
  (p, s) => say`I moved last month, my address is now ${s.address(p)} and my phone is ${s.phone(p)}. My birthday is ${s.dob(p)}.`,
  (p, s) =>
    say`I am out of ${s.med(p)} since Friday and the pharmacy wants a new prescription. My chart number is ${fact(p, 'mrn', p.mrn)}. You can reach me at ${s.phone(p)}.`,
  (p, s) => say`This is ${s.full(p)} again. Nobody called me back about my ${s.dx(p)}. ${s.phone(p)}, ${s.memberId(p)}.`,
];
export const SPANISH_LETTERS: readonly Letter[] = [
  (p, s) =>
    say`Buenas tardes, soy ${s.full(p)}, nacida el ${s.dob(p, 'es')}. ${p.memberId === '' ? say`Mi número de expediente es ${s.mrn(p)}` : say`Mi número de miembro es ${fact(p, 'member_id', p.memberId)}`}. Por favor llámenme al ${s.phone(p)}.`,
  (p, s) => say`Me mudé. Mi dirección nueva es ${s.address(p)}. Fecha de nacimiento: ${s.dob(p, 'es')}. Gracias, ${s.full(p)}`,
];

export function memberWrites(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => ageOn(one, isoDay(at)) > 17);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const isSpanish = p.language === 'es' && p.sex === 'F';
  const name = `${p.given} ${p.family}`;
  office.send({
    random,
    at,
    from: { name, address: p.email },
    subject: isSpanish
      ? random.pick(['ayuda', 'mi seguro', 'nueva dirección'])
      : random.pick(['help please', 'my bill', 'question about my coverage', 'address change', 'prescription', 'results']),
    body: random.pick(isSpanish ? SPANISH_LETTERS : OWN_LETTERS)(p, s),
    senderFacts: [fact(p, 'name', name), fact(p, 'email', p.email)],
    ...(random.chance(0.3) ? { folder: 'Inbox/Member mail' } : {}),
  });
}

/** A parent writes about a child: the child is the person; the parent only signs. */
export function parentWrites(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => ageOn(one, isoDay(at)) < 16);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const parent = random.pick(GIVEN.F);
  const address = `${parent.toLowerCase()}.${p.family.toLowerCase().replace(/[^a-z]/g, '')}${random.int(100, 999)}@webmail.example`;
  const body = random.pick<() => Passage>([
    () =>
      say`I am writing for my ${p.sex === 'F' ? 'daughter' : 'son'} ${s.full(p)}, born ${s.dob(p)}, ${s.anyId(p)}. When is the next appointment? I have ${s.appointment(p, 10)} written down.`,
    () => say`${s.full(p)} needs a refill of ${s.med(p)}. Birth date ${s.dob(p)}. Thank you for helping us so fast last time.`,
  ])();
  office.send({
    random,
    at,
    from: { name: `${parent} ${p.family}`, address },
    subject: random.pick(['my child', 'appointment for my kid', 'refill']),
    body,
  });
}

/** Relatives, emergency contacts and neighbours: told of a person, not persons of the count. */
export function withRelative(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => ageOn(one, isoDay(at)) > 30);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const given = random.pick(GIVEN[random.pick(['F', 'M'] as const)]);
  const phone = office.phone();
  const body = random.pick<() => Passage>([
    () =>
      say`${s.full(p)} (${s.mrnLabelled(p)}, DOB ${s.dob(p)}) does not pick up. Emergency contact on file is ${given} ${p.family}, ${phone}.`,
    () => say`Spoke with ${given}, who drives ${s.full(p)} to dialysis. ${s.anyId(p)}. The next ride is ${s.appointment(p, 2)}.`,
    () =>
      say`Family history for ${s.full(p)}, ${s.mrnLabelled(p)}: mother had breast cancer. ${p.sex === 'F' ? 'She' : 'He'} has ${s.dx(p)}.`,
    () => say`Caregiver ${given} ${p.family} called for ${s.full(p)}, born ${s.dob(p)}. Wants to know if ${s.med(p)} can be crushed.`,
  ])();
  office.send({ random, at, subject: random.pick(['contact for this patient', 'caregiver call', 'ride']), body });
}
