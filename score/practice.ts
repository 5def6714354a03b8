/**
 * The practice mailboxes (templates written apart from any detector, known truth): made, run and scored by their own kit, averaged
 * over seeds. Read the single figures; a rule made for this kit would show on mail of other templates.
 */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, newFolder, percent, postbreach, say, sharedMaterial, type Measures } from './shared.ts';

const SEEDS = [1, 2, 3, 4];
const SIZE = 'small';

interface KitScore {
  readonly overall: number;
  readonly individuals: { readonly recall: number; readonly precision: number; readonly splits: number; readonly invented: number };
  readonly roster: { readonly accuracy: number; readonly wrong: number };
  readonly count: { readonly truth: number; readonly low: number; readonly high: number };
  readonly elements: { readonly recall: number; readonly precision: number };
  readonly links: { readonly recall: number; readonly precision: number; readonly wrong_person_rate: number };
  readonly negatives: Readonly<Record<string, string>>;
  readonly access: { readonly accuracy: number; readonly dangerous_excluded: number };
  readonly ledger: { readonly states_right: string };
}

/** `folder`: where the kit's cases stay for looking at; without it they are removed. */
export function scorePractice(folder?: string): Measures | undefined {
  const material = sharedMaterial('practice');
  if (material === undefined) return undefined;
  const work = folder ?? newFolder('practice');
  const kit = join(work, 'kit');
  if (!existsSync(join(kit, 'node_modules'))) {
    cpSync(material, kit, { recursive: true });
    command('chmod', ['-R', 'u+w', kit], work);
    command('npm', ['install', '--no-audit', '--no-fund'], kit);
  }
  const scores = SEEDS.map((seed) => scoreSeed(kit, join(work, `seed-${seed}`), seed));
  if (folder === undefined) rmSync(work, { recursive: true, force: true });
  return printTable(scores);
}

function scoreSeed(kit: string, out: string, seed: number): KitScore {
  if (!existsSync(join(out, 'truth.json')))
    command(process.execPath, ['make-case.ts', '--seed', `${seed}`, '--size', SIZE, '--format', 'mbox', '--out', out], kit);
  // The store of an earlier run may be of other code: a score is of a whole run.
  rmSync(join(out, 'case/.postbreach'), { recursive: true, force: true });
  postbreach('run', join(out, 'case'), '--quiet');
  const args = ['score.ts', '--case', join(out, 'case'), '--truth', join(out, 'truth.json')];
  writeFileSync(join(out, 'why.txt'), command(process.execPath, [...args, '--why'], kit).stdout);
  return JSON.parse(command(process.execPath, [...args, '--json'], kit).stdout) as KitScore; // the kit's own scorer wrote it
}

const rightNegatives = ({ negatives }: KitScore): number =>
  Object.values(negatives).filter((word) => word.startsWith('right')).length /
  Object.values(negatives).filter((word) => word !== 'not asked').length;

const COLUMNS: readonly (readonly [string, (score: KitScore) => number])[] = [
  ['people recall', ({ individuals }) => individuals.recall],
  ['people precision', ({ individuals }) => individuals.precision],
  ['links recall', ({ links }) => links.recall],
  ['links precision', ({ links }) => links.precision],
  ['links not on another', ({ links }) => 1 - links.wrong_person_rate],
  ['elements recall', ({ elements }) => elements.recall],
  ['elements precision', ({ elements }) => elements.precision],
  ['roster right', ({ roster }) => roster.accuracy],
  ['access right', ({ access }) => access.accuracy],
  ['access not dangerous', ({ access }) => (access.dangerous_excluded === 0 ? 1 : 0)],
  ['negatives right', rightNegatives],
  ['overall', ({ overall }) => overall / 100],
];

function printTable(scores: readonly KitScore[]): Measures {
  const mean = (of: (score: KitScore) => number): number => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  say(`| | ${SEEDS.map((seed) => `seed ${seed}`).join(' | ')} | mean |\n|---|${SEEDS.map(() => '---').join('|')}|---|`);
  for (const [name, of] of COLUMNS) say(`| ${name} | ${scores.map((score) => percent(of(score))).join(' | ')} | ${percent(mean(of))} |`);
  const cells = (of: (score: KitScore) => string | number): string => scores.map(of).join(' | ');
  say(`| people true; answered | ${cells(({ count }) => `${count.truth}; ${count.low}–${count.high}`)} | |`);
  say(`| invented; splits | ${cells(({ individuals }) => `${individuals.invented}; ${individuals.splits}`)} | |`);
  say(`| reached but excluded | ${cells(({ access }) => access.dangerous_excluded)} | |`);
  say(`| ledger states | ${cells(({ ledger }) => ledger.states_right)} | |`);
  return Object.fromEntries(COLUMNS.map(([name, of]) => [name, Math.round(mean(of) * 10_000) / 10_000]));
}
