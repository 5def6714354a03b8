import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { csvLine } from '../../demo/roster.ts';
import { sameName } from '../../demo/match-people.ts';
import { scoreDemo, SCORED_KINDS, type Score } from '../../demo/score.ts';
import { scoreText } from '../../demo/score-text.ts';
import { composeDemo } from '../../demo/make-demo.ts';
import { truthOf, type Truth, type TruePerson } from '../../demo/truth.ts';

const folder = mkdtempSync(join(tmpdir(), 'postbreach-score-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const world = composeDemo({ seed: 9, people: 30 });
// The roster gives the keys; here the keys are the truth's own.
for (const person of world.office.population.people) if (person.isMember) person.rosterId = `M-${person.id}`;
const truth: Truth = truthOf(world.office, world.story, { seed: 9, today: world.today });
const truthFile = join(folder, 'truth.json');
writeFileSync(truthFile, JSON.stringify(truth));

type Row = Record<string, string>;
interface Tables {
  individuals: Row[];
  findings: Row[];
  access: Row[];
  items: Row[];
  negatives: string[];
}

/** What a run without any error would write. */
function perfect(): Tables {
  const itemOf = (id: string): string => `I-${id}`;
  const shown = (person: TruePerson, kind: string): string =>
    kind === 'mrn' ? person.mrn : kind === 'member_id' ? person.member_id : kind === 'phone' ? person.phone : '';
  return {
    individuals: truth.people.map((person) => ({
      individual_id: person.id,
      status: 'resolved',
      name: person.names[0] ?? '',
      dob: person.dob,
      mrn: person.mrn,
      member_id: person.member_id,
      roster_id: person.roster_id,
      notify: person.notify,
      access: person.reach,
      elements: person.elements.map(({ kind }) => kind).join('; '),
    })),
    findings: truth.people.flatMap((person) =>
      person.elements
        .filter(({ kind }) => SCORED_KINDS.has(kind))
        .flatMap(({ kind, places }) =>
          places.map(({ message_id }) => ({
            finding_id: `${person.id} ${kind} ${message_id}`,
            individual_id: person.id,
            item_id: itemOf(message_id),
            message_id,
            element: kind,
            value_masked: shown(person, kind).slice(-4),
            tier: 'auto',
          })),
        ),
    ),
    access: truth.messages.map(({ message_id, verdict }) => ({ message_id, verdict })),
    items: truth.messages.flatMap(({ message_id, attachments }) => [
      { item_id: itemOf(message_id), parent_id: '', kind: 'message', message_id, state: 'extracted', reason: '' },
      ...Array.from({ length: attachments }, (_, n) => ({
        item_id: `${itemOf(message_id)}/${n}`,
        parent_id: itemOf(message_id),
        kind: 'attachment',
        message_id: '',
        state: 'extracted',
        reason: '',
      })),
    ]),
    negatives: [...truth.negatives],
  };
}

let runs = 0;
function scored(change: (tables: Tables) => void): Score {
  const tables = perfect();
  change(tables);
  const out = join(folder, String((runs += 1)));
  mkdirSync(out);
  const write = (name: string, rows: readonly Row[], columns: readonly string[]): void =>
    writeFileSync(
      join(out, name),
      `${[columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map(csvLine).join('\n')}\n`,
    );
  for (const name of ['individuals', 'findings', 'access', 'items'] as const)
    write(`${name}.csv`, tables[name], Object.keys(perfect()[name][0] ?? {}));
  write(
    'access-missing.csv',
    truth.missing.map((message_id) => ({ message_id })),
    ['message_id'],
  );
  const n = tables.individuals.length;
  writeFileSync(
    join(out, 'summary.json'),
    JSON.stringify({
      individuals: { low: n, expected: n, high: n },
      negatives: tables.negatives.map((element) => ({ element, holds: true })),
    }),
  );
  return scoreDemo(out, truthFile);
}
const value = ({ got, of }: { readonly got: number; readonly of: number }): number => got / of;

test('an answer made from the truth has no error anywhere', () => {
  const score = scored(() => {});
  for (const share of [
    score.people.recall,
    score.people.precision,
    score.roster.right,
    score.elements.recall,
    score.elements.precision,
    score.links.recall,
    score.reach.right,
    score.negatives.right,
    score.ledger.messages,
    score.ledger.attachments,
  ])
    assert.equal(value(share), 1);
  assert.deepEqual(
    [score.links.wrong.got, score.links.unsupported, score.reach.dangerous, score.reach.over, score.people.splits, score.people.strangers],
    [0, 0, 0, 0, 0, 0],
  );
});

test('a person left out lowers recall, one told twice and a stranger lower precision', () => {
  assert.equal(scored(({ individuals }) => individuals.pop()).people.recall.got, truth.people.length - 1);
  const twice = scored(({ individuals }) => individuals.push({ ...individuals[0], individual_id: 'P-again' }));
  assert.deepEqual([twice.people.splits, twice.people.precision.of], [1, truth.people.length + 1]);
  const stranger = scored(({ individuals }) => {
    const [one] = individuals.filter(({ roster_id }) => roster_id !== '');
    if (one !== undefined) one['roster_id'] = 'M-nobody';
  });
  assert.deepEqual([stranger.people.strangers, stranger.people.recall.got], [1, truth.people.length - 1]);
});

test('a person who is not to be told is not in the answer', () => {
  const score = scored(({ individuals }) => {
    const [one] = individuals;
    if (one !== undefined) one['notify'] = 'no';
  });
  assert.equal(score.people.recall.got, truth.people.length - 1);
});

test('numbers of two people that change places are two wrong links', () => {
  const score = scored(({ findings }) => {
    const places = new Map<string, Row[]>();
    for (const row of findings)
      if (row['element'] === 'mrn') places.set(row['message_id'] ?? '', [...(places.get(row['message_id'] ?? '') ?? []), row]);
    const [a, b] = [...places.values()].find((rows) => rows.length > 1) ?? [];
    assert.ok(a !== undefined && b !== undefined, 'a message speaks of two people');
    [a['individual_id'], b['individual_id']] = [b['individual_id'] ?? '', a['individual_id'] ?? ''];
  });
  assert.deepEqual([score.links.wrong.got, score.links.recall.of - score.links.recall.got], [2, 2]);
});

test('a value of nobody is without support, one of no person an orphan', () => {
  const score = scored(({ findings }) => {
    const [a, b] = findings;
    if (a !== undefined) Object.assign(a, { item_id: '', message_id: '' });
    if (b !== undefined) b['individual_id'] = '';
  });
  assert.deepEqual([score.links.unsupported, score.links.orphans], [1, 1]);
});

test('a reached message that is excluded is dangerous; the other way round it is not', () => {
  const flip = (from: string, to: string): Score =>
    scored(({ access }) => {
      const row = access.find(({ verdict }) => verdict === from);
      if (row !== undefined) row['verdict'] = to;
    });
  assert.deepEqual(
    [
      flip('accessed', 'excluded').reach.dangerous,
      flip('presumed', 'excluded').reach.dangerous,
      flip('excluded', 'possible').reach.dangerous,
    ],
    [1, 1, 0],
  );
  assert.equal(flip('excluded', 'possible').reach.over, 1);
  assert.equal(
    scored(({ access }) =>
      access.splice(
        access.findIndex(({ verdict }) => verdict === 'accessed'),
        1,
      ),
    ).reach.dangerous,
    1,
  );
});

test('a negative is wrong when it is not said, and when one is found all the same', () => {
  assert.deepEqual(scored(({ negatives }) => negatives.splice(0, 1)).negatives.wrong, [truth.negatives[0]]);
  assert.deepEqual(scored(({ findings }) => findings.push({ ...findings[0], element: 'ssn' })).negatives.wrong, ['ssn']);
});

test('an item without a row, and a state without a reason, stand in the ledger line', () => {
  const score = scored(({ items }) => {
    items.pop();
    const [first] = items;
    if (first !== undefined) first['state'] = 'corrupt';
  });
  assert.equal(score.ledger.withoutReason, 1);
  assert.equal(score.ledger.messages.of + score.ledger.attachments.of - score.ledger.messages.got - score.ledger.attachments.got, 1);
});

test('the score fits one screen and shows every bar', () => {
  const lines = scoreText(scored(() => {}))
    .trimEnd()
    .split('\n');
  assert.ok(lines.length <= 20);
  for (const bar of ['bar 98 %', 'bar 97 %', 'bar 0.5 %', 'bar 0;'])
    assert.ok(
      lines.some((line) => line.includes(bar)),
      bar,
    );
});

test('an initial is no given name: a wife of the same family name is another person', () => {
  assert.equal(sameName('Walter G Example', 'Gloria Example'), false);
  assert.ok(sameName('Example, Walter G', 'Walter Example') && sameName('Walter Gene Example', 'EXAMPLE, WALTER G'));
});
