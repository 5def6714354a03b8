/**
 * `npm run score`: lists the sets, or runs those that are named, and holds each figure against its floor (floors.json).
 *
 *   npm run score                          the list
 *   npm run score -- practice health       two sets; `all` for every one
 *   npm run score -- practice --keep=DIR   the made cases, their runs and the reasons stay in DIR
 *   npm run score -- practice --raise      then lift the floors to a little below what was measured; no floor ever falls
 *
 * Exit 1 where a figure is below its floor. A set whose material is not at hand says so and counts as skipped.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreDemos } from './demo.ts';
import { scoreHealth } from './health-score.ts';
import { scoreInvictus } from './invictus.ts';
import { scorePractice } from './practice.ts';
import { scoreReferenceCase } from './reference-case.ts';
import { command, say, type Measures } from './shared.ts';

interface ScoreSet {
  readonly what: string;
  /** `keep`: a folder where the made cases stay, for looking at what is wrong. */
  readonly run: (keep: string | undefined) => Measures | undefined;
}

const FLOORS = join(import.meta.dirname, 'floors.json');
/** Below the measured value by this: a figure may wobble when a rule is exchanged for a better one. */
const SLACK = 0.005;

/** Scripts that print for themselves and fail by their exit code. */
const script =
  (name: string): (() => Measures) =>
  () => {
    const { stdout, status } = command(process.execPath, [join(import.meta.dirname, name)], process.cwd(), [0, 1]);
    say(stdout.trimEnd());
    const pairs = /pairs: precision ([\d.]+), recall ([\d.]+)/.exec(stdout);
    const sets = [...stdout.matchAll(/^([\w-]+): docs .* recall ([\d.]+) .* precision ([\d.]+)/gm)].flatMap(
      ([, set, recall, precision]) => [[`${set} recall`, Number(recall)] as const, [`${set} precision`, Number(precision)] as const],
    );
    return {
      passed: status === 0 ? 1 : 0,
      ...(pairs === null ? {} : { 'pairs precision': Number(pairs[1]), 'pairs recall': Number(pairs[2]) }),
      ...Object.fromEntries(sets),
    };
  };

const SETS: Readonly<Record<string, ScoreSet>> = {
  'reference-case': { what: 'a small breach with its whole answer, from mbox and from PST', run: scoreReferenceCase },
  invictus: { what: 'public audit records of a laboratory tenant, logs only', run: scoreInvictus },
  pst: { what: '46 public PST and OST files against two other readers', run: script('pst-reference.ts') },
  practice: { what: 'mailboxes of templates written apart from any detector, seeds 1 to 4', run: scorePractice },
  health: { what: 'three mailboxes of published C-CDA, HL7 v2, X12, FHIR and PDF files', run: () => scoreHealth({ why: false }) },
  resolve: { what: 'mentions with known persons, into individuals', run: script('resolve.ts') },
  names: { what: 'names in labelled texts', run: script('names.ts') },
  demo: { what: "the project's own demo, three seeds", run: scoreDemos },
};

type Floors = Readonly<Record<string, Measures>>;

function main(args: readonly string[]): number {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const keep = args.find((arg) => arg.startsWith('--keep='))?.slice('--keep='.length);
  const chosen = names.includes('all') ? Object.keys(SETS) : names;
  const unknown = chosen.filter((name) => SETS[name] === undefined);
  if (chosen.length === 0 || unknown.length > 0) {
    for (const name of unknown) process.stderr.write(`There is no set "${name}".\n`);
    for (const [name, { what }] of Object.entries(SETS)) say(`${name.padEnd(16)} ${what}`);
    return unknown.length > 0 ? 2 : 0;
  }
  const floors = readFloors();
  const measured = new Map<string, Measures>();
  for (const name of chosen) {
    say(`\n${name}: ${SETS[name]?.what}`);
    const measures = SETS[name]?.run(keep);
    if (measures !== undefined) measured.set(name, measures);
  }
  const low = [...measured].flatMap(([name, measures]) => belowFloor(name, measures, floors[name] ?? {}));
  say(
    `\n${measured.size} of ${chosen.length} sets measured; ${low.length === 0 ? 'no figure is below its floor' : `below the floor:\n${low.join('\n')}`}`,
  );
  if (args.includes('--raise')) writeFileSync(FLOORS, `${JSON.stringify(raise(readFloors(), measured), null, 2)}\n`);
  return low.length === 0 ? 0 : 1;
}

/** Kept by this script. Read again before it is written: another set may have been scored meanwhile. */
const readFloors = (): Floors => JSON.parse(readFileSync(FLOORS, 'utf8')) as Floors;

function belowFloor(name: string, measures: Measures, floors: Measures): readonly string[] {
  return Object.entries(floors).flatMap(([figure, floor]) => {
    const value = measures[figure];
    return value !== undefined && value >= floor ? [] : [`  ${name}, ${figure}: ${value ?? 'not measured'}, floor ${floor}`];
  });
}

function raise(floors: Floors, measured: ReadonlyMap<string, Measures>): Floors {
  const raised = Object.entries(SETS).flatMap(([name]) => {
    const figures = new Map(Object.entries(floors[name] ?? {}));
    for (const [figure, value] of Object.entries(measured.get(name) ?? {})) {
      const target = value === 1 ? 1 : Math.floor((value - SLACK) * 1_000) / 1_000;
      figures.set(figure, Math.max(figures.get(figure) ?? 0, target));
    }
    return figures.size === 0 ? [] : [[name, Object.fromEntries(figures)] as const];
  });
  return Object.fromEntries(raised);
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
