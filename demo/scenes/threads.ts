/** Threads: answers that add what the question lacked, answers between the lines, forwards as text and as attached messages. */
import { answer, type Office } from '../office.ts';
import { say, type Passage } from '../passage.ts';
import { ageOn, type Person } from '../people.ts';
import type { Random } from '../random.ts';
import { He, he, His, his, type Speech } from '../speak.ts';
import { isoDay } from '../time.ts';

type Question = (p: Person, s: Speech) => Passage;
const QUESTIONS: readonly Question[] = [
  (p, s) => say`Where do we stand with ${s.full(p)}? ${His(p)} ${s.mrnLabelled(p)}.`,
  (p, s) => say`Can you tell me if ${s.full(p)}, born ${s.dob(p)}, ever had the ${s.procedure(p)}?`,
  (p, s) => say`I have ${s.full(p)} on the other line, ${s.memberId(p)}. What is ${he(p)} supposed to take now?`,
  (p, s) => say`Is ${s.full(p)} (${s.dob(p)}) yours or mine?`,
];
const ANSWERS: readonly Question[] = [
  (p, s) => say`${He(p)} was seen on ${s.visit(p, -8)}, ${s.lab(p)}. Next one is ${s.appointment(p, 14)}.`,
  (p, s) => say`I talked to ${s.first(p)} yesterday. ${His(p)} new phone is ${s.phone(p)}, and ${he(p)} takes ${s.med(p)}.`,
  (p, s) => say`Mine. ${He(p)} has ${s.dx(p)} and wants mail at ${s.address(p)}.`,
  (p, s) => say`Done already on ${s.visit(p, -20)}. I will put it in ${his(p)} chart.`,
];
const SHORT = [
  'Thank you, closing it.',
  'Perfect, that is all I needed.',
  'Ok, will do.',
  'Got it. Have a good weekend!',
  'Noted.',
] as const;

export function thread(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => ageOn(one, isoDay(at)) > 17);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const other = office.colleague(random);
  const first = office.send({
    random,
    at,
    from: other,
    subject: random.pick(['status?', 'patient', 'quick check', 'one more']),
    body: random.pick(QUESTIONS)(p, s),
  });
  const second = answer(office, first, {
    random,
    from: office.owner,
    to: [other],
    body: random.pick(ANSWERS)(p, s),
    minutes: random.int(20, 900),
  });
  if (random.chance(0.55))
    answer(office, second, { random, from: other, to: [office.owner], body: random.pick(SHORT), minutes: random.int(10, 600) });
}

/** The answers stand between the lines of the question. */
export function inlineAnswers(office: Office, random: Random, at: number): void {
  const [a, b] = office.take(random, 2, (one) => ageOn(one, isoDay(at)) > 17);
  if (a === undefined || b === undefined) return;
  const s = office.speech(random, at);
  const other = office.colleague(random);
  const ask = (p: Person): Passage => say`${s.full(p)}, ${s.mrnLabelled(p)} - did the authorization go out?`;
  const first = office.send({ random, at, from: other, subject: 'two authorizations', body: say`${ask(a)}\n\n${ask(b)}`, isBare: true });
  const body = say`My answers below.\n\n> ${ask(a)}\nYes, on ${s.visit(a, -1)}, for the ${s.procedure(a)}.\n\n> ${ask(b)}\nNot yet, the DOB did not match. It is ${s.dob(b)}.`;
  answer(office, first, { random, from: office.owner, to: [other], body, quoteStyle: 'none', isBare: true });
}

/** A forward: as text below, or the message itself attached. */
export function forwarded(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => ageOn(one, isoDay(at)) > 17);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const [writer, sender] = [office.doctor(random), office.colleague(random)];
  const isAttached = random.chance(0.5);
  const inner = office.send({
    random,
    at,
    from: writer,
    to: [sender],
    isInner: true,
    subject: random.pick<Passage>([say`${s.full(p)}`, ['consult note'], ['please arrange']]),
    body: say`I saw ${s.full(p)} (DOB ${s.dob(p)}) for ${s.dx(p)}. ${s.lab(p)}. I would start ${s.med(p)} and arrange the ${s.procedure(p)}.`,
  });
  const body = say`${random.pick(['For you, please.', 'Can you take this on?', 'See what the doctor wrote.'])} ${s.mrnLabelled(p)}`;
  if (isAttached)
    office.send({
      random,
      at,
      from: sender,
      subject: ['FW: ', ...inner.subject],
      body,
      attachments: [{ name: 'message.msg', mime: 'message/rfc822', message: inner, facts: [] }],
    });
  else answer(office, inner, { random, from: sender, prefix: 'FW', body, minutes: 60, quoteStyle: 'outlook' });
}
