/** The way of a case by its commands, and the answer counted a second time from its tables. Contract 1, 4, 5.4. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/command-table.ts';
import { makeCase } from '../make/case.ts';
import { postbreach, table, temporaryFolder, type CsvRecord } from './support.ts';

const folder = temporaryFolder();
const evidence = join(makeCase(join(folder, 'evidence-of')), 'evidence');
const here = join(folder, 'case');
const say = (...args: string[]): { status: number | null; stdout: string; stderr: string } => postbreach(args);
const json = (...args: string[]): Record<string, unknown> => JSON.parse(say(...args, '--json').stdout) as Record<string, unknown>;
const READ = new Set(['extracted', 'duplicate', 'empty']);

test('init, add and run lead from evidence to an answer, each naming the next command', () => {
  const made = say('init', here, '--mailbox', join(evidence, 'rowan.mbox'), '--roster', join(evidence, 'members.csv'), '--yes');
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /Next: postbreach run/);
  assert.equal(say('init', here, '--yes').status, 2, 'a case is never made over another');
  const added = say(
    'add',
    here,
    join(evidence, 'eml'),
    join(evidence, 'export.zip'),
    join(evidence, 'ual.csv'),
    join(evidence, 'collection.yaml'),
    join(evidence, 'staff.csv'),
  );
  assert.equal(added.status, 0, added.stderr);
  for (const role of ['eml: mailbox', 'export.zip: mailbox', 'ual.csv: log', 'collection.yaml: log', 'staff.csv: workforce'])
    assert.ok(added.stdout.includes(role), `${role} in ${added.stdout}`);
  const yaml = readFileSync(join(here, 'case.yaml'), 'utf8');
  assert.match(yaml, /# A breached mailbox/, 'comments stay');
  writeFileSync(
    join(here, 'case.yaml'),
    `${yaml
      .replace(/emails: \[\]/, 'emails: [rowan.teller@lakeside.example]')
      .replace(/# discovered:.*/, 'discovered: 2022-04-05')
      .replace('ips: []', 'ips: [203.0.113.61]')}as_of: 2022-05-01\n`,
  );
  const unknown = join(folder, 'what.bin');
  writeFileSync(unknown, Buffer.from([0, 1, 2, 3, 250, 251]));
  assert.equal(say('add', here, unknown).status, 2, 'what is not recognised is not registered');
  assert.equal(say('verify', here).status, 7, 'a case without a run does not verify');
  const ran = say('run', here, '--quiet');
  assert.equal(ran.status, 0, ran.stderr);
  assert.match(ran.stdout, /12 to notify/);
  assert.equal(say('status', here).stdout, ran.stdout, 'status shows the answer of the run');
  assert.deepEqual(json('status', here), JSON.parse(readFileSync(join(here, 'out', 'summary.json'), 'utf8')));
});

interface Node {
  readonly id: string;
  readonly kind: string;
  readonly claim: string;
  readonly because: readonly Node[];
  readonly source: object | null;
}
/** Branches that end in nothing, by their way from the root. */
function looseEnds({ because, source, kind, id }: Node, way = ''): string[] {
  if (because.length === 0) return source === null ? [`${way}/${kind} ${id}`] : [];
  return because.flatMap((inner) => looseEnds(inner, `${way}/${kind}`));
}
function explained(id: string): Node {
  const told = json('explain', here, id);
  assert.deepEqual(Object.keys(told), ['schema', 'id', 'kind', 'claim', 'numbers', 'because'], id);
  return { source: null, ...told } as unknown as Node; // the keys were checked above
}

test('explain leads from every kind of id, also a beginning of it, down to a source', () => {
  const first = (name: string, column: string, keep: (row: CsvRecord) => boolean = () => true): string =>
    table(here, name).find(keep)?.[column] ?? '';
  const ids = [
    'N-people',
    'N-ssn',
    'N-name',
    first('individuals', 'individual_id'),
    first('findings', 'finding_id'),
    first('items', 'item_id', ({ kind }) => kind === 'message'),
    first('sessions', 'session_id', ({ label }) => label === 'intruder'),
    first('duties', 'duty_id'),
    first('gaps', 'gap_id'),
    first('access', 'records', ({ verdict }) => verdict === 'accessed').split('; ')[0] ?? '',
  ];
  assert.deepEqual(
    ids.map((id) => id.slice(0, 2)),
    ['N-', 'N-', 'N-', 'P-', 'F-', 'I-', 'S-', 'D-', 'G-', 'R-'],
  );
  for (const id of ids) {
    // A beginning of six digits is enough; numbers have names.
    const whole = explained(id.startsWith('N-') ? id : id.slice(0, 8));
    assert.equal(whole.id, id);
    assert.deepEqual(looseEnds(whole), [], id);
  }
  assert.ok(say('explain', here, 'N-people').stdout.startsWith('N-people  12: '), 'the text form begins with the number');
  assert.equal(say('explain', here, 'P-00').status, 2);
  assert.equal(say('explain', here, 'P-0000000000000000').status, 2);
});

test('explain --text prints what was read, and the audit log says who asked, by id alone', () => {
  const [item] = table(here, 'items').filter(({ kind, subject }) => kind === 'message' && subject === 'Call back');
  const told = say('explain', here, item?.['item_id'] ?? '', '--text');
  assert.match(told.stdout, /Odalys Brantwick/);
  const [line = ''] = readFileSync(join(here, 'audit.jsonl'), 'utf8').split('\n');
  assert.equal((JSON.parse(line) as { id: string }).id, item?.['item_id']);
  assert.ok(!line.includes('Brantwick'));
});

interface Summary {
  readonly items: { readonly total: number; readonly messages: number; readonly by_state: Record<string, number> };
  readonly individuals: {
    readonly low: number;
    readonly expected: number;
    readonly high: number;
    readonly by_state: Record<string, number>;
    readonly by_status: Record<string, number>;
    readonly by_role: Record<string, number>;
    readonly by_match: Record<string, number>;
    readonly notify: Record<string, number>;
    readonly named: number;
    readonly covered: number;
    readonly not_excluded: number;
  };
  readonly elements: Record<string, { readonly individuals: number; readonly findings: number; readonly items: number }>;
  readonly access: { readonly by_verdict: Record<string, number>; readonly intruder_sessions: number };
  readonly orphans: Record<string, number>;
  readonly gaps: { readonly total: number };
}
const tally = (rows: readonly CsvRecord[], column: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const row of rows)
    counts[row[column] === '' ? 'unknown' : (row[column] ?? '')] = (counts[row[column] === '' ? 'unknown' : (row[column] ?? '')] ?? 0) + 1;
  return counts;
};
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** Counts the answer again from its tables alone. */
export function recount(caseFolder: string): void {
  const summary = JSON.parse(readFileSync(join(caseFolder, 'out', 'summary.json'), 'utf8')) as Summary;
  const [items, gaps, findings, people, access, sessions] = ['items', 'gaps', 'findings', 'individuals', 'access', 'sessions'].map((name) =>
    table(caseFolder, name),
  );
  assert.ok(
    items !== undefined &&
      gaps !== undefined &&
      findings !== undefined &&
      people !== undefined &&
      access !== undefined &&
      sessions !== undefined,
  );
  assert.equal(items.length, summary.items.total);
  assert.deepEqual(tally(items, 'state'), summary.items.by_state);
  assert.equal(new Set(items.map(({ item_id: id }) => id)).size, items.length, 'every item has one row');
  const ids = new Set(items.map(({ item_id: id }) => id));
  for (const item of items) {
    assert.ok(item['parent_id'] === '' || ids.has(item['parent_id'] ?? ''), 'a parent is in the ledger');
    assert.ok(ids.has(item['family_id'] ?? ''), 'a family is in the ledger');
    if (READ.has(item['state'] ?? '')) continue;
    assert.notEqual(item['reason'], '', 'what is not read has a reason');
    assert.ok(
      gaps.some(({ item_id: id }) => id === item['item_id']),
      `what is not read has a row in gaps.csv: ${item['state']}`,
    );
  }
  assert.equal(gaps.length, summary.gaps.total);
  for (const gap of gaps)
    for (const cell of ['gap_id', 'kind', 'what', 'why', 'consequence', 'remedy']) assert.notEqual(gap[cell], '', `${cell} of a gap`);
  const known = new Set(people.map(({ individual_id: id }) => id));
  for (const finding of findings) {
    assert.ok(
      finding['individual_id'] === '' || known.has(finding['individual_id'] ?? ''),
      'the individual of a finding is a row of individuals.csv',
    );
    assert.ok(ids.has(finding['item_id'] ?? ''), 'the item of a finding is in the ledger');
    assert.notEqual(finding['tier'], 'dismissed');
  }
  const told = people.filter(({ notify }) => notify === 'yes' || notify === 'undecided');
  assert.deepEqual({ yes: 0, undecided: 0, no: 0, ...tally(people, 'notify') }, summary.individuals.notify);
  for (const [column, key] of [
    ['state', 'by_state'],
    ['status', 'by_status'],
    ['role', 'by_role'],
    ['match', 'by_match'],
  ] as const)
    assert.deepEqual(tally(told, column), summary.individuals[key], key);
  assert.equal(sum(summary.individuals.by_state), told.length);
  const { low, expected, high, named, covered, not_excluded: notExcluded } = summary.individuals;
  assert.ok(low <= expected && expected <= high);
  assert.ok(named <= covered && covered <= notExcluded && notExcluded <= told.length);
  assert.equal(told.filter(({ access: verdict }) => verdict === 'accessed').length, named);
  for (const [element, count] of Object.entries(summary.elements))
    assert.equal(told.filter(({ elements }) => (elements ?? '').split('; ').includes(element)).length, count.individuals, element);
  assert.deepEqual(
    tally(access, 'verdict'),
    Object.fromEntries(Object.entries(summary.access.by_verdict).filter(([, count]) => count > 0)),
  );
  assert.equal(sessions.filter(({ label }) => label === 'intruder').length, summary.access.intruder_sessions);
  assert.equal(sum(summary.orphans), findings.filter(({ individual_id: id }) => id === '').length);
}

test('the answer adds up when it is counted again from its tables', () => {
  recount(here);
  assert.equal(
    table(here, 'access').length,
    table(here, 'items').filter(({ kind, item_id: id, family_id: family }) => id === family && kind === 'message').length,
    'every top message has a verdict',
  );
});

test('every letter and duty goes back to rows: the letters are those to be told, the counts those of the people', () => {
  const yes = new Set(
    table(here, 'individuals')
      .filter(({ notify }) => notify === 'yes')
      .map(({ individual_id: id }) => id),
  );
  const letters = readFileSync(join(here, 'out', 'letters', 'letters.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  assert.ok(letters.length > 0);
  for (const line of letters) assert.ok(yes.has(line.split(',')[0] ?? ''), 'a letter goes to a person to be told');
  for (const duty of table(here, 'duties'))
    assert.ok(Number(duty['count_low']) <= Number(duty['count_expected']) && Number(duty['count_expected']) <= Number(duty['count_high']));
});

test('decide takes all lines or none, once each; verify ends with 3, then 4 or 0, and with 7 when something changed', () => {
  const file = join(folder, 'decisions.ndjson');
  const line = (at: number, kind: string, key: unknown, answer: unknown): string =>
    JSON.stringify({
      uuid: `00000000-0000-4000-8000-00000000000${at}`,
      by: 'counsel',
      role: 'counsel',
      kind,
      key,
      old: null,
      new: answer,
      base: 0,
      reason: 'checked',
      evidence: [],
    });
  assert.equal(say('verify', here).status, 3, 'gaps that no one accepted');
  writeFileSync(file, `${line(0, 'comment', 'case', 'x')}\n{"kind":"comment"}\n`);
  const refused = say('decide', here, file);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /line 2/);
  const gaps = table(here, 'gaps').map(({ gap_id: id }) => id ?? '');
  writeFileSync(file, `${gaps.map((id, at) => line(at, 'gap.accept', id, 'accepted')).join('\n')}\n`);
  assert.deepEqual((json('decide', here, file)['added'] as object[]).length, gaps.length);
  assert.deepEqual(json('decide', here, file)['added'], [], 'the same uuid twice is one decision');
  assert.equal(say('run', here, '--quiet').status, 0);
  const verified = json('verify', here);
  assert.deepEqual(Object.keys(verified), ['schema', 'exit', 'checks']);
  const open =
    table(here, 'findings').some(({ tier }) => tier === 'review') || table(here, 'individuals').some(({ status }) => status !== 'resolved');
  assert.equal(verified['exit'], open ? 4 : 0, JSON.stringify(verified['checks']));
  const changes: readonly (readonly [string, string])[] = [
    [join(here, 'out', 'individuals.csv'), 'an output'],
    [join(evidence, 'rowan.mbox'), 'evidence'],
    [join(evidence, 'members.csv'), 'the roster'],
    [join(evidence, 'eml', 'Labs', 'a.eml'), 'a file in a folder of evidence'],
    [join(here, 'decisions.jsonl'), 'a decision'],
  ];
  for (const [path, what] of changes) {
    const before = readFileSync(path);
    renameSync(path, `${path}.kept`);
    writeFileSync(path, Buffer.concat([before.subarray(0, -3), Buffer.from('!'), before.subarray(-2)]));
    assert.equal(say('verify', here).status, 7, `${what} was changed`);
    renameSync(`${path}.kept`, path);
  }
  assert.equal(say('verify', here).status, open ? 4 : 0, 'all as it was');
});

test('help lists every command, and every command tells its usage', () => {
  const { stdout, status } = say('--help');
  assert.equal(status, 0);
  for (const { name, summary } of COMMANDS) {
    assert.ok(stdout.includes(`  ${name}`) && stdout.includes(summary), name);
  }
  const [run] = COMMANDS.filter(({ name }) => name === 'run');
  assert.ok(say('run', '--help').stdout.includes(run?.usage ?? '?'));
  assert.match(say('--version').stdout, /^\d+\.\d+\.\d+\n$/);
});

test('a relative case is one from where the user stands, also under npm', () => {
  mkdirSync(join(folder, 'stand'));
  const result = postbreach(['status', '../case'], { env: { INIT_CWD: join(folder, 'stand') } });
  assert.equal(result.status, 0, result.stderr);
});
