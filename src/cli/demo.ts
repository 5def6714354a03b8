/** `postbreach demo [DIR]`: makes a breached mailbox with known truth, runs the product on it, prints the answer and its score. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { EXIT, OperatorError, type ExitCode } from '../kernel/index.ts';
import { readSummary, runCase } from '../pipeline/index.ts';
import type { Call } from './main.ts';
import { progressFor } from './progress.ts';
import { runAndPrint } from './run.ts';
import { grouped } from './terminal.ts';

/** What this file needs of demo/, typed by hand: the house imports nothing of it, so that the maker stays apart. */
interface DemoRoom {
  makeDemo(options: { readonly folder: string; readonly seed: number; readonly people: number; readonly rosterRows: number }): void;
  scoreDemo(outFolder: string, truthFile: string): unknown;
  scoreText(score: unknown): string;
}

const DEFAULTS = { folder: 'postbreach-demo', seed: 7, people: 400, rosterRows: 100_000 };
/** Fewer than these leave some kind of trouble out; more than these no longer fit the two years of the mailbox. */
const PEOPLE = { min: 30, max: 5000 };
/** What a demo leaves in its folder; anything else in it means that the folder is somebody's. */
const OWN_NAMES = new Set(['case.yaml', 'evidence', 'truth', 'out', '.postbreach', 'decisions.jsonl', 'audit.jsonl', 'case.key']);
const TRUTH = join('truth', 'truth.json');

export async function demo(call: Call): Promise<ExitCode> {
  const shown = call.args[0] ?? DEFAULTS.folder;
  const folder = call.path(shown);
  const seed = wholeNumber(call, 'seed', { fallback: DEFAULTS.seed, min: 0, max: 2 ** 32 - 1 });
  const people = wholeNumber(call, 'people', { fallback: DEFAULTS.people, ...PEOPLE });
  clearEarlierDemo(folder, shown);
  const room = await demoRoom();
  if (!call.flags.has('quiet')) {
    process.stderr.write(
      `Making a breached mailbox in ${shown} (seed ${seed}, ${people} people, a roster of ${grouped(DEFAULTS.rosterRows)}); all of it is invented.\n`,
    );
    process.stderr.write(`Running the product on it. The truth lies in ${join(shown, TRUTH)}; only the score reads it.\n`);
  }
  room.makeDemo({ folder, seed, people, rosterRows: DEFAULTS.rosterRows });
  const isJson = call.flags.has('json');
  const exit = isJson ? await runSilently(call, folder) : await runAndPrint(call, folder, shown);
  if (exit !== EXIT.ok && exit !== EXIT.sourceLost) return exit;
  const score = room.scoreDemo(join(folder, 'out'), join(folder, TRUTH));
  process.stdout.write(isJson ? `${JSON.stringify({ summary: readSummary(folder), score })}\n` : `\n${room.scoreText(score)}`);
  return exit;
}

async function demoRoom(): Promise<DemoRoom> {
  const loaded: unknown = await import(new URL(`../../demo/index${extname(import.meta.url)}`, import.meta.url).href);
  if (typeof loaded === 'object' && loaded !== null && 'makeDemo' in loaded && 'scoreDemo' in loaded && 'scoreText' in loaded)
    return loaded as DemoRoom;
  throw new OperatorError({
    code: 'demo-missing',
    what: 'The demo is not part of this copy of Postbreach.',
    remedy: 'Use a checkout or the published package.',
  });
}

/** One document on standard output: so the run itself prints nothing there. */
async function runSilently(call: Call, folder: string): Promise<ExitCode> {
  const report = await runCase({
    folder,
    version: call.version,
    executor: call.values['executor']?.[0] === 'inline' ? 'inline' : 'pool',
    progress: progressFor(process.stderr, call.flags.has('quiet') ? 'quiet' : 'plain'),
    interrupted: () => false,
  });
  return report.exit;
}

function wholeNumber(call: Call, name: string, range: { readonly fallback: number; readonly min: number; readonly max: number }): number {
  const text = call.values[name]?.[0];
  if (text === undefined) return range.fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw new OperatorError({
    code: 'option-value',
    what: `--${name} takes a whole number from ${range.min} to ${range.max}.`,
    remedy: 'Usage: postbreach demo [DIR] [--seed N] [--people N]',
  });
}

/** An earlier demo is made anew; a folder with anything else in it is never touched. */
function clearEarlierDemo(folder: string, shown: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  if (names.length === 0) return;
  const isDemo = existsSync(join(folder, TRUTH)) && existsSync(join(folder, 'case.yaml')) && names.every((name) => OWN_NAMES.has(name));
  if (!isDemo)
    throw new OperatorError({
      code: 'demo-folder',
      what: 'The folder for the demo is not empty and holds no earlier demo.',
      where: shown,
      remedy: 'Name another folder: postbreach demo DIR',
    });
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
}
