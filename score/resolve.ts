/**
 * How well mentions become individuals: the small labelled case (count, wrong automatic matches, share decided, pairs) and the traps.
 * `node score/resolve.ts [--worst]`. spec/resolve.md 13 and 14a
 */
import { buildRosterIndex, countIndividuals, readRoster, resolveIndividuals, type Resolution } from '../src/resolve/index.ts';
import {
  memberOf,
  mentionOf,
  MINI_IS_THERE,
  miniFragments,
  miniRosterBytes,
  miniTraps,
  miniTruth,
  type Trap,
} from '../test/resolve/mini.ts';
import { checkTrap } from '../test/resolve/trap-check.ts';

const AS_OF = '2022-05-23';
const worst = process.argv.includes('--worst');

if (!MINI_IS_THERE) {
  console.log('the labelled case is not there: set POSTBREACH_SHARED');
} else {
  scoreMini();
  scoreTraps();
}

function scoreMini(): void {
  const started = performance.now();
  const { rows } = readRoster(miniRosterBytes(), { columns: {}, rosterIndex: 0 });
  const read = performance.now();
  const roster = buildRosterIndex(rows);
  const indexed = performance.now();
  const fragments = miniFragments();
  const result = resolveIndividuals({
    mentions: fragments.map(mentionOf),
    roster,
    workforce: [],
    decisions: [],
    entityOfMention: () => 'o',
    asOf: AS_OF,
  });
  const done = performance.now();
  const truth = miniTruth();
  const people = new Set([...truth.values()].map(({ person }) => person)).size;
  const count = countIndividuals(result.individuals);
  console.log(
    `roster ${rows.length} rows, ${roster.size} persons: read ${Math.round(read - started)} ms, index ${Math.round(indexed - read)} ms; resolve ${Math.round(done - indexed)} ms`,
  );
  console.log(
    `people ${people}; rows ${result.individuals.length}; floor ${count.floor}, low ${count.low}, expected ${count.expected} (${percent(count.expected / people - 1)}), high ${count.high}, ceiling ${count.ceiling}; pi ${result.model.pi}`,
  );
  automatic(result, truth, fragments);
  pairs(result, truth);
}

function automatic(result: Resolution, truth: ReturnType<typeof miniTruth>, fragments: ReturnType<typeof miniFragments>): void {
  const byId = new Map(result.individuals.map((individual) => [individual.id, individual]));
  const attrsOf = new Map(fragments.map((fragment) => [fragment.fragKey, fragment]));
  const tallies = new Map<string, { all: number; right: number; wrong: number }>();
  let auto = 0;
  let wrong = 0;
  let matchable = 0;
  let decided = 0;
  const shown: string[] = [];
  for (const { fragKey, individual } of result.outcomes) {
    const known = truth.get(fragKey);
    const fragment = attrsOf.get(fragKey);
    if (known === undefined || fragment === undefined) continue;
    const row = individual === undefined ? undefined : byId.get(individual);
    const families = new Set(
      fragment.attrs
        .filter(({ type }) => type !== 'sex' && type !== 'number')
        .map(({ type }) => (type === 'mrn' || type === 'member_id' ? 'id' : type)),
    );
    const isMatchable = known.member !== '' && families.size >= 2;
    const kind = fragment.attrs
      .map(({ type }) => type)
      .sort()
      .join('+');
    const tally = tallies.get(kind) ?? { all: 0, right: 0, wrong: 0 };
    if (known.member !== '') tally.all += 1;
    if (isMatchable) matchable += 1;
    if (row?.match.state === 'auto') {
      auto += 1;
      const right = row.rosterId === known.member;
      if (!right) {
        wrong += 1;
        tally.wrong += 1;
        if (worst)
          shown.push(
            `WRONG ${fragKey} ${JSON.stringify(fragment.attrs.map(({ raw }) => raw))} -> ${row.rosterId} want ${known.member || '(nobody)'} ${row.match.evidence} because ${JSON.stringify(row.because.filter(({ b, a }) => b === fragKey || a === fragKey).map(({ rule, weight }) => [rule, weight]))}`,
          );
      } else if (isMatchable) decided += 1;
      if (right) tally.right += 1;
    } else if (worst && isMatchable && shown.length < 60)
      shown.push(
        `OPEN ${fragKey} ${JSON.stringify(fragment.attrs.map(({ raw }) => raw))} ${row?.match.evidence} p=${row?.match.p} ${row?.flags.join(',')} cands=${row?.match.candidates.length}`,
      );
    tallies.set(kind, tally);
  }
  console.log(
    `automatic ${auto}, wrong ${wrong} (${((wrong / Math.max(1, auto)) * 10_000).toFixed(2)} in 10,000); matchable ${matchable}, decided right ${decided} (${percent(decided / matchable)})`,
  );
  for (const [kind, tally] of [...tallies].sort(([, a], [, b]) => b.all - a.all).slice(0, 14))
    console.log(
      `  ${kind.padEnd(28)} of members ${tally.all}, automatic right ${tally.right} (${percent(tally.right / Math.max(1, tally.all))}), wrong ${tally.wrong}`,
    );
  for (const line of shown) console.log(line);
}

function pairs(result: Resolution, truth: ReturnType<typeof miniTruth>): void {
  const count = (sizes: Iterable<number>): number => [...sizes].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const tally = (keys: readonly string[]): Map<string, number> => {
    const map = new Map<string, number>();
    for (const key of keys) map.set(key, (map.get(key) ?? 0) + 1);
    return map;
  };
  const placed = result.outcomes.filter(({ individual }) => individual !== undefined);
  const both = count(tally(placed.map(({ fragKey, individual }) => `${individual} ${truth.get(fragKey)?.person}`)).values());
  const found = count(tally(placed.map(({ individual }) => individual ?? '')).values());
  const real = count(tally([...truth.values()].map(({ person }) => person)).values());
  const [precision, recall] = [both / found, both / real];
  console.log(
    `pairs: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${((2 * precision * recall) / (precision + recall)).toFixed(4)} (false pairs ${found - both})`,
  );
  const states = tally(result.individuals.map(({ match, status }) => `${match.evidence}/${match.state}/${status}`));
  console.log(
    [...states]
      .sort()
      .map(([key, n]) => `${key} ${n}`)
      .join(' · '),
  );
}

function scoreTraps(): void {
  const { rows } = readRoster(miniRosterBytes(), { columns: {}, rosterIndex: 0 });
  const failures: string[] = [];
  const traps = miniTraps();
  for (const trap of traps) {
    const problems = checkTrap(trap, resolveTrap(trap));
    if (problems.length > 0) failures.push(`${trap.id} (${trap.note}): ${problems.join('; ')}`);
  }
  console.log(`traps: ${traps.length - failures.length} of ${traps.length} pass`);
  for (const failure of failures) console.log(`  ${failure}`);

  function resolveTrap(trap: Trap): Resolution {
    const members = [...rows, ...trap.roster.map((row, at) => memberOf(row, rows.length + at + 2))];
    return resolveIndividuals({
      mentions: trap.frags.map(mentionOf),
      roster: buildRosterIndex(members),
      workforce: [],
      decisions: [],
      entityOfMention: () => 'o',
      asOf: AS_OF,
      tuning: { population: 12_000_000, member: 0.9 },
    });
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
