/** The project's own demo with three seeds: made, run and scored by `postbreach demo`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, percent, postbreach, say, share, type Measures } from './shared.ts';

const SEEDS = [7, 11, 2026];

interface Share {
  readonly got: number;
  readonly of: number;
}
interface DemoScore {
  readonly people: { readonly recall: Share; readonly precision: Share; readonly splits: number };
  readonly count: { readonly low: number; readonly high: number; readonly truth: number };
  readonly roster: { readonly right: Share };
  readonly elements: { readonly recall: Share; readonly precision: Share };
  readonly links: { readonly recall: Share; readonly wrong: Share };
  readonly reach: { readonly right: Share; readonly dangerous: number };
  readonly negatives: { readonly right: Share };
}

const of = ({ got, of: all }: Share): number => share(got, all);
const COLUMNS: readonly (readonly [string, (score: DemoScore) => number])[] = [
  ['people recall', ({ people }) => of(people.recall)],
  ['people precision', ({ people }) => of(people.precision)],
  ['roster right', ({ roster }) => of(roster.right)],
  ['elements recall', ({ elements }) => of(elements.recall)],
  ['elements precision', ({ elements }) => of(elements.precision)],
  ['places linked', ({ links }) => of(links.recall)],
  ['places not on another', ({ links }) => 1 - of(links.wrong)],
  ['access right', ({ reach }) => of(reach.right)],
  ['access not dangerous', ({ reach }) => (reach.dangerous === 0 ? 1 : 0)],
  ['negatives right', ({ negatives }) => of(negatives.right)],
];

export function scoreDemos(): Measures {
  const folder = newFolder('demo');
  const scores = SEEDS.map((seed) => {
    const answer = JSON.parse(postbreach('demo', join(folder, `${seed}`), '--seed', `${seed}`, '--json', '--quiet')) as {
      score: DemoScore;
    }; // our own command
    return answer.score;
  });
  rmSync(folder, { recursive: true, force: true });
  say(`| | ${SEEDS.map((seed) => `seed ${seed}`).join(' | ')} |\n|---|${SEEDS.map(() => '---').join('|')}|`);
  for (const [name, read] of COLUMNS) say(`| ${name} | ${scores.map((score) => percent(read(score))).join(' | ')} |`);
  say(`| people true; answered | ${scores.map(({ count }) => `${count.truth}; ${count.low}–${count.high}`).join(' | ')} |`);
  return Object.fromEntries(
    COLUMNS.map(([name, read]) => [
      name,
      Math.round((scores.reduce((sum, score) => sum + read(score), 0) / scores.length) * 10_000) / 10_000,
    ]),
  );
}
