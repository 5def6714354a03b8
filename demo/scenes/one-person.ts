/** One person in a few free sentences, as colleagues write to one another. */
import type { Office } from '../office.ts';
import { say, type Passage } from '../passage.ts';
import { ageOn, type Person } from '../people.ts';
import type { Random } from '../random.ts';
import { He, he, him, His, his, type Speech } from '../speak.ts';
import { DAY_MS, isoDay } from '../time.ts';
import { CALL_REASONS, FACILITIES, PHARMACIES } from '../words/clinic-words.ts';

interface Telling {
  readonly p: Person;
  readonly s: Speech;
  readonly r: Random;
  readonly doctor: string;
  readonly site: string;
  readonly pharmacy: string;
}
type Phrasing = (telling: Telling) => Passage;

/** Each names the person once in full and shows an id or a birth date, so that a careful reader can tell who it is. */
export const ADULT_PHRASINGS: readonly Phrasing[] = [
  ({ p, s, r }) => say`${s.full(p)} (${s.dob(p)}) rang the nurse line this morning, ${r.pick(CALL_REASONS)}. Best number is ${s.phone(p)}.`,
  ({ p, s, doctor }) =>
    say`Please look at ${s.full(p)}, ${s.mrnLabelled(p)}. ${s.lab(p)} came back overnight and Dr. ${doctor} wants ${him(p)} seen this week.`,
  ({ p, s, site }) =>
    say`${s.lastFirst(p)}, born ${s.dob(p)}, was discharged from ${site} on ${s.visit(p, -2)}. Needs a call within two business days. Phone on file ${s.phone(p)}.`,
  ({ p, s }) =>
    say`I need the prior auth started for ${s.full(p)}. ${s.memberId(p)}, date of birth ${s.dob(p)}. It is for the ${s.procedure(p)} that was ordered on ${s.visit(p, -5)}.`,
  ({ p, s, pharmacy }) =>
    say`${pharmacy} will not fill ${s.med(p)} for ${s.formal(p)} until we confirm the dose. DOB ${s.dob(p)}, ${s.anyId(p)}.`,
  ({ p, s }) =>
    say`Quick one: ${s.full(p)} moved. New address is ${s.address(p)}. ${His(p)} ${s.mrnLabelled(p)}. Please update before the next mailing.`,
  ({ p, s, site }) =>
    say`Transport for ${s.full(p)} is booked to ${site} on ${s.appointment(p, 6)}. Pick up at ${s.address(p)}. ${He(p)} can be reached at ${s.phone(p)}. ${s.anyId(p)}`,
  ({ p, s }) =>
    say`Following up on ${s.full(p)} (${s.mrnLabelled(p)}). Known ${s.dx(p)}, takes ${s.med(p)}, last seen ${s.visit(p, -40)}. ${He(p)} has not answered two letters.`,
  ({ p, s, doctor }) =>
    say`Could you chart that Dr. ${doctor} reviewed the ${s.lab(p)} of ${s.full(p)}? DOB ${s.dob(p)}. No change to the plan.`,
  ({ p, s }) =>
    say`Member on the phone right now: ${s.full(p)}, ${s.memberId(p)}. Says ${his(p)} e-mail changed to ${s.email(p)}. I verified the birth date, ${s.dob(p)}.`,
  ({ p, s, r }) =>
    say`The claim for ${s.full(p)} from ${s.visit(p, -60)} was denied again. ${s.memberId(p)}. ${He(p)} called twice, ${r.pick(CALL_REASONS)}.`,
  ({ p, s, site }) => say`${s.capitals(p)} / DOB ${s.dob(p)} / ${s.mrnLabelled(p)} - referral to ${site} for ${s.procedure(p)} approved.`,
  ({ p, s }) =>
    say`Re ${s.nick(p)}, whose date of birth is ${s.dob(p)} and chart is ${s.mrnLabelled(p)}: the home health agency starts on ${s.appointment(p, 4)}. They want a current list; I only see ${s.med(p)}.`,
  ({ p, s, doctor }) =>
    say`Dr. ${doctor} asked me to pass on that ${s.full(p)} was told about ${his(p)} ${s.dx(p)} on ${s.visit(p, -3)}. ${s.anyId(p)}, cell ${s.phone(p)}.`,
  ({ p, s }) => say`Letter came back undelivered for ${s.full(p)}, ${s.address(p)}. Is there anything newer? ${s.mrnLabelled(p)}`,
  ({ p, s, pharmacy }) =>
    say`Refill request via ${pharmacy}: ${s.med(p)}, patient ${s.full(p)}, ${s.dob(p)}. Last labs ${s.visit(p, -90)}: ${s.lab(p)}.`,
  ({ p, s, site }) =>
    say`${site} lost the order for ${s.full(p)}. I faxed it again; ${s.mrnLabelled(p)}, ${s.procedure(p)}, scheduled ${s.appointment(p, 9)}.`,
  ({ p, s }) =>
    say`For tomorrow's home visit: ${s.formal(p)}, ${s.address(p)}, phone ${s.phone(p)}. History of ${s.dx(p)}. Birth date ${s.dob(p)} so the aide can check at the door.`,
  ({ p, s }) =>
    say`Not urgent. ${s.full(p)} would like a paper copy of the results (${s.lab(p)}) mailed to ${s.address(p)}. ${s.memberId(p)}.`,
  ({ p, s, r }) =>
    say`Voice mail from ${s.full(p)} at ${s.phone(p)}: ${r.pick(CALL_REASONS)}. I found ${him(p)} under ${s.mrnLabelled(p)}.`,
  ({ p, s, doctor }) =>
    say`Can we get ${s.full(p)} in sooner than ${s.appointment(p, 20)}? Dr. ${doctor} does not like the ${s.lab(p)}. ${s.mrnLabelled(p)}. ${His(p)} number: ${s.phone(p)}.`,
  ({ p, s }) => say`Interpreter was arranged for ${s.full(p)} (DOB: ${s.dob(p)}) on ${s.appointment(p, 12)}. ${s.memberId(p)}`,
  ({ p, s, site }) =>
    say`Admission notice from ${site}: ${s.lastFirst(p)}, DOB ${s.dob(p)}, admitted ${s.visit(p, -1)}, diagnosis ${s.dx(p)}.`,
  ({ p, s }) =>
    say`I spoke with ${s.full(p)} today and closed the case. ${s.anyId(p)}. ${He(p)} will stay on ${s.med(p)} and repeat the labs in spring.`,
  ({ p, s }) =>
    say`Eligibility check please. Name: ${s.full(p)}. Birth date: ${s.dob(p)}. Plan says inactive, ${he(p)} says ${he(p)} paid. Number on the card ${s.memberId(p)}.`,
  ({ p, s }) =>
    say`Just so you have it in writing, the mailing address we use for ${s.full(p)} is ${s.address(p)} and ${his(p)} e-mail is ${s.email(p)}. DOB ${s.dob(p)}.`,
  ({ p, s, doctor, site }) =>
    say`Dr. ${doctor} at ${site} saw ${s.full(p)} on ${s.visit(p, -7)}. Assessment: ${s.dx(p)}. Plan: ${s.med(p)}, then ${s.procedure(p)}. ${s.mrnLabelled(p)}.`,
  ({ p, s }) =>
    say`Grievance intake: ${s.full(p)}, ${s.memberId(p)}, ${s.phone(p)}. Says nobody told ${him(p)} about the ${s.procedure(p)} on ${s.visit(p, -15)}.`,
  ({ p, s }) =>
    say`Heads up, ${s.full(p)} is coming in on ${s.appointment(p, 3)} and the chart still has the old number. The right one is ${s.phone(p)}. ${s.mrnLabelled(p)}, born ${s.dob(p)}.`,
  ({ p, s, pharmacy }) =>
    say`${s.full(p)} picked up ${s.med(p)} at ${pharmacy} on ${s.visit(p, -4)} and now needs a new script for the same. ${s.anyId(p)} DOB ${s.dob(p)}`,
  ({ p, s }) => say`We still have no consent from ${s.full(p)} (${s.memberId(p)}). Please mail the form to ${s.address(p)} today.`,
  ({ p, s }) =>
    say`Name ${s.full(p)}\nDOB ${s.dob(p)}\n${s.mrnLabelled(p)}\nPhone ${s.phone(p)}\nReason ${s.dx(p)}\nCan you take this one?`,
];

/** For those who moved: two addresses, one person. */
export const MOVED_PHRASINGS: readonly Phrasing[] = [
  ({ p, s }) => say`${s.full(p)}, DOB ${s.dob(p)}, no longer lives at ${s.oldStreet(p)}. The new address is ${s.address(p)}.`,
  ({ p, s }) =>
    say`Two letters to ${s.full(p)} went to ${s.oldStreet(p)}. ${His(p)} ${s.mrnLabelled(p)}, and ${he(p)} has been at ${s.street(p)} since spring.`,
];

export const CHILD_PHRASINGS: readonly Phrasing[] = [
  ({ p, s, r }) =>
    say`Mom of ${s.full(p)} (DOB ${s.dob(p)}) called, ${r.pick(CALL_REASONS)}. ${s.mrnLabelled(p)}. She is at ${s.phone(p)} until four.`,
  ({ p, s, doctor }) =>
    say`School form for ${s.full(p)}, born ${s.dob(p)}: Dr. ${doctor} needs to sign that ${he(p)} takes ${s.med(p)}. ${s.mrnLabelled(p)}`,
  ({ p, s }) => say`The parents of ${s.full(p)} want the result (${s.lab(p)}) by phone, ${s.phone(p)}. DOB ${s.dob(p)}.`,
  ({ p, s, site }) => say`Well child visit for ${s.full(p)} moved to ${s.appointment(p, 8)} at ${site}. ${s.anyId(p)}, DOB ${s.dob(p)}.`,
  ({ p, s }) => say`Dad brought ${s.full(p)} in on ${s.visit(p, -2)} for ${s.dx(p)}; we gave ${s.med(p)}. ${s.mrnLabelled(p)}.`,
];

/** Names come alone where the answer or the subject has the rest. */
const SUBJECTS = [
  'patient question',
  'call back needed',
  'quick question',
  'follow up',
  'please review',
  'FYI',
  'member call',
  'for your list',
  'open item',
] as const;

export function onePerson(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1);
  if (p === undefined) return;
  const s = office.speech(random, at);
  const telling: Telling = {
    p,
    s,
    r: random,
    doctor: office.doctor(random).family,
    site: random.pick(FACILITIES),
    pharmacy: random.pick(PHARMACIES),
  };
  const isChild = ageOn(p, isoDay(at)) < 16;
  const phrasing = random.pick(isChild ? CHILD_PHRASINGS : p.oldStreet === '' ? ADULT_PHRASINGS : MOVED_PHRASINGS);
  const isOwn = random.chance(0.25);
  office.send({
    random,
    at,
    subject: random.chance(0.3)
      ? say`${random.pick(['', 'Re: pt ', 'Question - '])}${random.chance(0.5) ? s.full(p) : s.lastFirst(p)}`
      : random.pick(SUBJECTS),
    body: phrasing(telling),
    ...(isOwn ? { from: office.owner } : {}),
    ...(random.chance(0.12) && !isOwn ? { folder: 'Inbox/Follow-up' } : {}),
  });
}

/** After a death the chart still moves through the office. */
export function afterDeath(office: Office, random: Random, at: number): void {
  const [p] = office.take(random, 1, (one) => one.death !== '');
  if (p === undefined) return;
  const died = Math.max(at, Date.parse(`${p.death}T00:00:00Z`) + random.int(4, 12) * DAY_MS);
  const s = office.speech(random, died);
  const sentences: readonly Passage[] = [
    say`We were told that ${s.full(p)} (DOB ${s.dob(p)}, ${s.mrnLabelled(p)}) passed away. Please stop the outreach calls.`,
    say`Records request from the estate of ${s.full(p)}, ${s.mrnLabelled(p)}, born ${s.dob(p)}. They ask about ${s.dx(p)}.`,
  ];
  office.send({
    random,
    at: died,
    subject: random.pick(['please stop calls', 'records request', 'chart update']),
    body: random.pick(sentences),
  });
}
