/** `postbreach doctor`: what this machine offers, what is missing, and how to get it. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { delimiter, join } from 'node:path';
import { EXIT, type ExitCode } from '../kernel/index.ts';
import type { Call } from './main.ts';
import { paintFor } from './terminal.ts';

interface Line {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

const GIB = 1024 ** 3;
/** One child and the coordinator, spec/platform.md 13. */
const MEMORY_MIN = 1.5 * GIB;
const DISK_MIN = 2 * GIB;

export function doctor(call: Call): ExitCode {
  const [caseArgument] = call.args;
  const folder = caseArgument === undefined ? process.cwd() : call.path(caseArgument);
  const lines = [
    node(),
    memory(),
    disk(folder),
    watchdog(),
    program(
      'tesseract',
      'pictures of text stay unread (needs-ocr)',
      'apt install tesseract-ocr, or brew install tesseract. This version counts pictures and does not read them yet.',
    ),
    isolation(),
  ];
  const paint = paintFor(process.stdout, call.flags);
  const mark = { ok: paint.green('ok  '), warn: paint.yellow('warn'), fail: paint.red('fail') };
  process.stdout.write(
    call.flags.has('json')
      ? `${JSON.stringify({ schema: 'postbreach.doctor/1', lines })}\n`
      : `${lines.map(({ what, state, detail }) => `${mark[state]} ${what.padEnd(14)} ${detail}`).join('\n')}\n`,
  );
  return lines.some(({ state }) => state === 'fail') ? EXIT.usage : EXIT.ok;
}

const node = (): Line => ({
  what: 'Node',
  state: 'ok',
  detail: `${process.versions.node}, SQLite ${process.versions['sqlite'] ?? 'built in'}`,
});

function memory(): Line {
  const free = freemem();
  const children = Math.max(1, Math.min(availableParallelism(), Math.floor(free / (500 * 1024 ** 2))));
  return {
    what: 'memory',
    state: free < MEMORY_MIN ? 'warn' : 'ok',
    detail: `${(free / GIB).toFixed(1)} GiB free, ${availableParallelism()} cores: ${children} reading processes${free < MEMORY_MIN ? '; close other programs, or use --jobs 1' : ''}`,
  };
}

function disk(folder: string): Line {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : '.');
  const free = Number(bavail) * Number(bsize);
  return {
    what: 'disk',
    state: free < DISK_MIN ? 'fail' : 'ok',
    detail: `${(free / GIB).toFixed(1)} GiB free there; a case needs about a quarter of its evidence${free < DISK_MIN ? ': make space' : ''}`,
  };
}

function watchdog(): Line {
  const stands = existsSync('/proc/self/statm');
  return {
    what: 'limits',
    state: stands ? 'ok' : 'warn',
    detail: stands
      ? 'time and memory of each reading process are watched'
      : 'no /proc here: only the heap limit of each reading process stands',
  };
}

function program(name: string, without: string, remedy: string): Line {
  const found = (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder of PATH
    }
  });
  return {
    what: name,
    state: found ? 'ok' : 'warn',
    detail: found ? 'found; this version does not use it yet' : `not found: ${without}. ${remedy}`,
  };
}

const isolation = (): Line => ({ what: 'network', state: 'ok', detail: 'no command of this version opens a connection' });
