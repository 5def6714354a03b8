/** Mail without anyone's data: the staff's own, newsletters, systems, orders with numbers of dangerous shapes. */
import type { Office } from '../office.ts';
import type { Random } from '../random.ts';

interface Plain {
  readonly subject: string;
  readonly body: string;
}
type Made = (random: Random, office: Office) => Plain;

/** Numbers in the shapes of Social Security and card numbers, none of which is one. */
const nine = (r: Random): string => `${r.int(100, 899)}${r.digits(6)}`;
const dashed = (r: Random): string => `${r.int(100, 899)}-${r.int(10, 99)}-${r.int(1000, 9999)}`;
/** Sixteen digits whose check digit is wrong. [ISO/IEC 7812-1] annex B */
export function notACard(r: Random): string {
  const body = `4${r.digits(14)}`;
  const sum = [...body].reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10) + 3) % 10}`;
}

const LOOK_ALIKES: readonly Made[] = [
  (r) => ({
    subject: `Order ${nine(r)} shipped`,
    body: `Your order is on its way.\nOrder number: ${nine(r)}\nTracking: ${notACard(r)}\nCartons: ${r.int(1, 9)}\nQuestions? Reply to this message.`,
  }),
  (r) => ({
    subject: 'Invoice ready',
    body: `Invoice INV-${nine(r)} for account ${r.digits(6)} is ready. Amount due $${r.int(100, 999)}.${r.digits(2)}. PO ${dashed(r)}.`,
  }),
  (r) => ({
    subject: 'Return authorization',
    body: `RMA ${dashed(r)} was issued for one wheelchair, serial ${dashed(r)}. Please write the RMA on the box.`,
  }),
  (r) => ({
    subject: `Ticket #${nine(r)} closed`,
    body: `Asset ${dashed(r)} was replaced. Build 10.0.${r.digits(5)}.${r.digits(3)}. License key ${r.digits(4)}-${r.digits(4)}-${r.digits(4)}.`,
  }),
  (r) => ({ subject: 'Fax confirmation', body: `Job ${nine(r)} sent, ${r.int(2, 30)} pages. Reference ${notACard(r)}.` }),
];
const OFFICE: readonly Made[] = [
  (r) => ({ subject: 'Lunch on Thursday', body: `Tacos or soup? Vote by noon. I can carry ${r.int(8, 14)} bowls.` }),
  () => ({ subject: 'Break room fridge', body: 'It will be emptied on Friday at three. Label what you want to keep.' }),
  (r) => ({ subject: 'Parking lot', body: `Lot B closes for paving on the ${r.int(2, 27)}th. Use the north entrance.` }),
  (r, office) => ({
    subject: 'Coverage next week',
    body: `Dr. ${office.doctor(r).family} is out Monday through Wednesday; Dr. ${office.doctor(r).family} covers. Clinic closes at four on Friday.`,
  }),
  (r) => ({
    subject: 'Quality numbers',
    body: `A1c testing is at ${r.int(61, 84)}%, goal 80. Colonoscopy screening at ${r.int(50, 71)}%. Denominator ${r.int(800, 2400)}. Nice work.`,
  }),
  () => ({
    subject: 'Policy reminder',
    body: 'Never put a Social Security number or a card number in e-mail. If a patient sends one, call the privacy line.',
  }),
  (r, office) => ({
    subject: 'Welcome aboard',
    body: `Please welcome ${office.colleague(r).given}, who starts in the care team on Monday. Say hello!`,
  }),
  (r) => ({
    subject: 'Template test',
    body: `Testing the new template. Patient name: __________  DOB: __/__/____  MRN: ________\nVersion ${r.int(2, 9)}.${r.int(0, 9)}, please ignore.`,
  }),
  () => ({ subject: 'Flu shots for employees', body: 'Walk in to the conference room between ten and two. Bring your badge.' }),
  () => ({ subject: 'Printer again', body: 'The second floor printer jams on letterhead. IT is on it.' }),
];
const NEWS: readonly Made[] = [
  () => ({
    subject: 'The Care Gazette: living with diabetes',
    body: 'One in ten adults has diabetes. Ask your clinician about metformin, eye exams and an A1c goal that fits you.\n\nReader story: "I walk every day now," says a grandmother of four.\n\nUnsubscribe | 1 Newsletter Plaza',
  }),
  () => ({
    subject: 'The Care Gazette: heart month',
    body: 'High blood pressure has no symptoms. Lisinopril and other medicines help. Know your numbers: 120 over 80.\n\nUnsubscribe',
  }),
  (r) => ({
    subject: 'Recall notice',
    body: `Lots ${r.digits(6)} to ${r.digits(6)} of albuterol inhalers are recalled by the maker. No injuries were reported.`,
  }),
  () => ({
    subject: 'Webinar: coding updates',
    body: 'ICD-10 changes for asthma (J45) and chronic kidney disease (N18). Free for members of the association.',
  }),
];

export function lookAlike(office: Office, random: Random, at: number): void {
  const { subject, body } = random.pick(LOOK_ALIKES)(random, office);
  office.send({ random, at, from: office.vendor, subject, body, isBare: true });
}

export function officeTalk(office: Office, random: Random, at: number): void {
  const { subject, body } = random.pick(OFFICE)(random, office);
  office.send({ random, at, subject, body, ...(random.chance(0.15) ? { from: office.owner } : {}) });
}

export function newsletter(office: Office, random: Random, at: number): void {
  const { subject, body } = random.pick(NEWS)(random, office);
  office.send({
    random,
    at,
    from: { name: 'The Care Gazette', address: 'editor@caregazette.example' },
    subject,
    body,
    html: `<html><body>${body
      .split('\n\n')
      .map((text) => `<p>${text}</p>`)
      .join('')}</body></html>`,
    isBare: true,
    folder: random.chance(0.5) ? 'Deleted Items' : 'Inbox',
  });
}

export function invitation(office: Office, random: Random, at: number): void {
  const who = office.colleague(random);
  const room = random.pick(['Cedar room', 'Room 214', 'Teams']);
  office.send({
    random,
    at,
    from: who,
    subject: random.pick(['Invitation: care team sync', 'Invitation: budget review', 'Invitation: 1:1']),
    body: `When: every Tuesday, 10:00 to 10:30\nWhere: ${room}\nAgenda: open cases, staffing, anything else`,
    messageClass: 'IPM.Schedule.Meeting.Request',
  });
}
