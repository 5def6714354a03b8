import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import type { AccessAnswer } from '../../src/model/index.ts';
import { assess, mailboxOf, NO_INDICATORS, readLogs, sharedOrSkip, type ReadLogs } from './support/shared.ts';

/** The public laboratory set and its counts, spec/access.md 10.1. */
const { path, skip } = sharedOrSkip('data/audit-logs/invictus-o365/auditrecords.csv.gz');
const DOMAIN = 'dutchmasterz.onmicrosoft.com';

let read: ReadLogs | undefined;
function logs(): ReadLogs {
  read ??= readLogs([{ name: 'auditrecords.csv', bytes: gunzipSync(readFileSync(path)) }]);
  return read;
}

function judge(who: string, indicators: Partial<typeof NO_INDICATORS>): AccessAnswer {
  return assess(logs(), { mailboxes: [mailboxOf(`${who}@${DOMAIN}`)], indicators: { ...NO_INDICATORS, ...indicators } });
}

test('the set has the rows, records and span that were counted', { skip }, () => {
  const { files, events } = logs();
  assert.equal(files[0]?.rows, 9_611);
  assert.equal(events.length, 5_376);
  assert.equal(events.filter((event) => event.refs.every((ref) => ref.loss !== 'none')).length, 3);
  assert.equal(events[0]?.at, Date.UTC(2021, 2, 23, 15, 45, 38));
  assert.equal(events.at(-1)?.at, Date.UTC(2021, 6, 20, 7, 13, 6));
});

test('the set has the reads, references and messages that were counted', { skip }, () => {
  const reads = logs().events.filter((event) => event.op === 'mailitemsaccessed');
  const binds = reads.filter((event) => event.kind === 'bind');
  const pairs = new Set(reads.flatMap((event) => event.items.map((item) => `${event.mailbox?.guid} ${item.mid}`)));
  const mids = new Set(reads.flatMap((event) => event.items.map((item) => item.mid)));
  assert.deepEqual(
    {
      all: reads.length,
      binds: binds.length,
      syncs: reads.length - binds.length,
      references: reads.reduce((sum, event) => sum + event.items.length, 0),
      mids: mids.size,
      pairs: pairs.size,
      mailboxes: new Set(reads.map((event) => event.mailbox?.guid)).size,
      lost: binds.reduce((sum, event) => sum + event.lost, 0),
    },
    { all: 318, binds: 288, syncs: 30, references: 1_026, mids: 291, pairs: 320, mailboxes: 12, lost: 0 },
  );
  const by = (keep: string): string => {
    const own = binds.filter((event) => event.client.family === keep);
    return `${own.length}/${own.reduce((sum, event) => sum + event.items.length, 0)}/${new Set(own.flatMap((event) => event.items.map((item) => `${event.mailbox?.guid} ${item.mid}`))).size}`;
  };
  assert.deepEqual(['rest-system', 'owa', 'graph', 'outlook', 'ews'].map(by), ['205/701/309', '57/231/102', '19/85/69', '6/6/6', '1/3/3']);
});

test('the page census of the set finds 7 rows lacking, 3 of them without their wrapper', { skip }, () => {
  const census = logs().files[0]?.facts['census'] as { calls: number; expected: number; present: number; lacking: number }[];
  const sum = (key: 'calls' | 'expected' | 'present' | 'lacking'): number => census.reduce((all, group) => all + group[key], 0);
  assert.deepEqual(
    [census.length, sum('calls'), sum('expected'), sum('present'), sum('lacking'), logs().files[0]?.facts['rowsWithoutPlace']],
    [45, 422, 9_615, 9_608, 7, 3],
  );
});

test('sign-ins and consents of the set are as counted', { skip }, () => {
  const { events } = logs();
  const failed = events.filter((event) => event.kind === 'sign-in-failed');
  const consents = events.filter((event) => event.kind === 'consent');
  const refused = consents.filter((consent) =>
    failed.some(
      (event) =>
        event.auth.error === 65001 &&
        event.auth.app === consent.detail?.['app'] &&
        event.actor.upn === consent.actor.upn &&
        event.at <= consent.at &&
        event.at >= consent.at - 60_000,
    ),
  );
  assert.deepEqual(
    [
      events.filter((event) => event.kind === 'sign-in').length,
      failed.length,
      failed.filter((event) => event.auth.error === 50126).length,
      consents.length,
      consents.filter((event) => event.result === 'ok').length,
      consents.filter((event) => event.net.ip === undefined).length,
      refused.length,
    ],
    [353, 216, 128, 30, 27, 26, 24],
  );
});

test('INV-1: the seeded application reached 59 messages of the mailbox, each named by a record', { skip }, () => {
  const answer = judge('joey', { apps: ['395a1045-4185-43f1-ba4f-2b889bf7416b'] });
  const reached = (answer.namedOnly ?? []).filter((one) => one.verdict === 'accessed' && one.grade === 'A');
  assert.equal(reached.length, 59);
  assert.equal((answer.namedOnly ?? []).filter((one) => one.verdict === 'accessed').length, 59);
  assert.equal(answer.missing.length, 59);
  assert.equal(answer.window.provisional, false);
});

test('INV-2: without indicators the answer is provisional, and the applications with consent are among the suspects', { skip }, () => {
  const answer = judge('joey', {});
  assert.equal(answer.window.provisional, true);
  assert.ok(
    answer.sessions.some(
      (one) => one.apps.includes('395a1045-4185-43f1-ba4f-2b889bf7416b') && one.reasons.some((reason) => reason.rule === 'P5'),
    ),
  );
});

test('INV-3: Graph Explorer is never a service, and the applications of the system client are', { skip }, () => {
  const answer = judge('joey', { apps: ['395a1045-4185-43f1-ba4f-2b889bf7416b'] });
  const explorer = answer.sessions.filter((one) => one.apps.includes('de8bc8b5-d9f9-48b1-a8ad-b748da725064'));
  assert.ok(explorer.length > 0 && explorer.every((one) => one.label !== 'service'));
  const known = ['3c8e478f-21ca-493a-b87c-c7366d664d54', 'f3f64fec-ecee-4e9a-9eed-a36a5e421300', '7a5fbd1c-3e6d-461a-9075-83049393b3a7'];
  const system = answer.sessions.filter((one) => one.apps.some((app) => known.includes(app)));
  assert.equal(system.length, 3);
  assert.deepEqual([...new Set(system.map((one) => one.label))], ['service']);
});
