/** A breached mailbox with known truth, by seed: the same seed gives the same bytes. Everybody and everything in it is invented. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFiles } from './logs/files.ts';
import { intrude, type Intrusion } from './logs/intrusion.ts';
import { openOffice, type Office } from './office.ts';
import { ageOn } from './people.ts';
import { randomOf, type Random } from './random.ts';
import { staffCsv, writeRoster } from './roster.ts';
import { eligibility, labReports, letters, packet, staffList, staffMember, weeklyList } from './scenes/documents.ts';
import { memberWrites, parentWrites, withRelative } from './scenes/members-write.ts';
import { invitation, lookAlike, newsletter, officeTalk } from './scenes/noise.ts';
import { afterDeath, onePerson } from './scenes/one-person.ts';
import { household, htmlTable, huddleNotes, pairOfPeople, plainTable, sameName } from './scenes/several-people.ts';
import { forwarded, inlineAnswers, thread } from './scenes/threads.ts';
import { addDays, isoDay, isoInstant } from './time.ts';
import { truthOf } from './truth.ts';
import { writeMbox, writePst } from './write-mailbox.ts';

export interface DemoOptions {
  readonly folder: string;
  readonly seed: number;
  readonly people: number;
  readonly rosterRows: number;
  readonly format?: 'pst' | 'mbox';
}

type Scene = (office: Office, random: Random, at: number) => void;
/** Scenes and how many of each come with 400 people; with fewer or more, in proportion, and one of each at least. */
const SCENES: readonly (readonly [name: string, scene: Scene, count: number])[] = [
  ['one', onePerson, 170],
  ['pair', pairOfPeople, 36],
  ['huddle', huddleNotes, 14],
  ['plain-table', plainTable, 10],
  ['html-table', htmlTable, 10],
  ['household', household, 6],
  ['same-name', sameName, 5],
  ['thread', thread, 34],
  ['inline', inlineAnswers, 7],
  ['forwarded', forwarded, 20],
  ['member', memberWrites, 42],
  ['parent', parentWrites, 8],
  ['relative', withRelative, 18],
  ['death', afterDeath, 4],
  ['labs', labReports, 36],
  ['letters', letters, 26],
  ['packet', packet, 5],
  ['list', (office, random, at) => weeklyList(office, random, at, random.int(6, 22)), 16],
  ['eligibility', (office, random, at) => eligibility(office, random, at, random.int(10, 40)), 4],
  ['look-alike', lookAlike, 46],
  ['talk', officeTalk, 74],
  ['news', newsletter, 30],
  ['invitation', invitation, 16],
  ['staff-list', staffList, 2],
];
const PEOPLE_OF_COUNTS = 400;
/** Of the people asked for, so many are made before the scenes; households and namesakes add the rest. */
const FIRST_SHARE = 0.95;
const YEARS_DAYS = 730;
const AFTER_DAYS = 13;
/** A Tuesday; a seed moves it back by some weeks. */
const LAST_BREACH = Date.UTC(2026, 2, 10);
const WEEKS_BACK_MAX = 12;
const MINOR_AGE = 18;

/** The mailbox before it is written: for the files, the truth and the tests. */
export interface DemoWorld {
  readonly office: Office;
  readonly story: Intrusion;
  readonly random: Random;
  readonly today: string;
  readonly breach: number;
}

export function makeDemo(options: DemoOptions): void {
  writeCase(options, composeDemo(options));
}

export function composeDemo(options: Pick<DemoOptions, 'seed' | 'people'>): DemoWorld {
  const random = randomOf(options.seed);
  const breach = addDays(LAST_BREACH, -7 * random.fork('breach').int(0, WEEKS_BACK_MAX));
  const today = isoDay(breach);
  const office = openOffice(random.fork('office'), today);
  people(office, random.fork('crowd'), { count: Math.max(1, Math.round(options.people * FIRST_SHARE)), breach });
  fillMailbox(office, random, { scale: options.people / PEOPLE_OF_COUNTS, breach });
  office.mails.sort((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1));
  const story = intrude(office, random.fork('intrusion'), breach);
  return { office, story, random, today, breach };
}

/** Most are members; some have died, and the roster knows it. Children have a guardian among the members. */
function people(office: Office, random: Random, { count, breach }: { readonly count: number; readonly breach: number }): void {
  for (let n = 0; n < count; n += 1) {
    if (n % 50 === 49) {
      office.population.make({
        dob: isoDay(addDays(breach, -random.int(27_000, 33_000))),
        death: isoDay(addDays(breach, -random.int(20, 200))),
        isMember: true,
      });
      continue;
    }
    office.population.make();
  }
}

function fillMailbox(office: Office, random: Random, { scale, breach }: { readonly scale: number; readonly breach: number }): void {
  const plan = SCENES.flatMap(([name, scene, count]) =>
    Array.from({ length: Math.max(1, Math.round(count * scale)) }, (_, n) => ({ name: `${name}-${n}`, scene })),
  );
  const order = random.fork('order').shuffle(plan);
  const span = YEARS_DAYS + AFTER_DAYS;
  for (const [index, { name, scene }] of order.entries()) {
    const at = addDays(breach, -YEARS_DAYS + Math.floor((index / order.length) * span));
    scene(office, random.fork(`scene ${name}`), at);
  }
  for (const index of [0, 1]) staffMember(office, random.fork(`staff member ${index}`), addDays(breach, -60 * (index + 1)), index);
  // Whoever is left stands in a list, as most people of a real mailbox do.
  const left = random.fork('left');
  for (let n = 0; n < 40; n += 1) {
    const before = office.mails.length;
    const isAnyone = office.population.people.some(
      (person) => office.shownTimes(person) === 0 && ageOn(person, isoDay(breach)) >= MINOR_AGE,
    );
    if (!isAnyone) break;
    weeklyList(office, left.fork(String(n)), addDays(breach, -left.int(5, YEARS_DAYS - 5)), left.int(10, 24));
    if (office.mails.length === before) break;
  }
  for (const person of office.population.people) {
    if (office.shownTimes(person) > 0) continue;
    labReports(office, left.fork(person.id), addDays(breach, -left.int(5, YEARS_DAYS - 5)));
  }
}

function writeCase(options: DemoOptions, { office, story, random, today, breach }: DemoWorld): void {
  const evidence = join(options.folder, 'evidence');
  mkdirSync(evidence, { recursive: true });
  mkdirSync(join(options.folder, 'truth'), { recursive: true });
  const owner = `${office.owner.given} ${office.owner.family}`;
  const mailbox = `${office.owner.given.toLowerCase()}.${options.format ?? 'pst'}`;
  if (options.format === 'mbox') writeMbox(join(evidence, mailbox), office.mails);
  else writePst(join(evidence, mailbox), office.mails, owner);
  writeRoster(join(evidence, 'members.csv'), office, { random: random.fork('roster'), rows: options.rosterRows, today });
  const logs = logFiles(story, random.fork('logs'));
  const files: Readonly<Record<string, string | Buffer>> = {
    'staff.csv': staffCsv(office),
    'ual.csv': logs.ual,
    'signins.json': logs.signIns,
    'snapshot.json': logs.snapshot,
    'collection.yaml': logs.collection,
  };
  for (const [name, data] of Object.entries(files)) writeFileSync(join(evidence, name), data);
  writeFileSync(
    join(options.folder, 'case.yaml'),
    caseYaml(office, { story, mailbox, owner, members: options.rosterRows, seed: options.seed, breach }),
  );
  writeFileSync(
    join(options.folder, 'truth', 'truth.json'),
    `${JSON.stringify(truthOf(office, story, { seed: options.seed, today }), null, 1)}\n`,
  );
}

function caseYaml(
  office: Office,
  made: {
    readonly story: Intrusion;
    readonly mailbox: string;
    readonly owner: string;
    readonly members: number;
    readonly seed: number;
    readonly breach: number;
  },
): string {
  return `# A demo: everybody and everything in it is invented.
case: DEMO-${made.seed}
organisation:
  name: ${office.name}
  kind: covered-entity
  state: WA
  members: ${made.members}
  contact: { name: Privacy Office, address: "1 Fictional Plaza, Spokane, WA 99201", phone: 509-555-0100, email: privacy@${office.domain}, web: "https://${office.domain}" }
mailboxes:
  - owner: { name: ${made.owner}, emails: [${office.owner.email}], role: care coordinator }
    sources: [evidence/${made.mailbox}]
logs: [evidence/ual.csv, evidence/signins.json, evidence/snapshot.json, evidence/collection.yaml]
roster: { file: evidence/members.csv, columns: {} }
workforce: { file: evidence/staff.csv }
incident:                              # first_access, last_access and contained are left to be derived
  discovered: ${isoDay(made.breach)}
  confirmed: ${isoDay(made.breach)}
indicators: { ips: [], sessions: [${made.story.session}], apps: [], user_agents: [] }
timezone: America/Los_Angeles
as_of: ${isoInstant(addDays(made.breach, 30)).slice(0, 10)}
`;
}
