/** The command line: parse, call, print, exit code. Errors are one paragraph; a stack only with --debug. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { EXIT, OperatorError, type ExitCode } from '../kernel/index.ts';
import { packageRoot } from '../kernel/package-root.ts';
import { helpText, parseCommandLine, type Invocation } from './arguments.ts';

export interface Call extends Invocation {
  readonly version: string;
  /** A path as the user meant it: from where the user stands, also under `npm run` (INIT_CWD). */
  path(text: string): string;
}

export function productVersion(): string {
  const raw: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof raw === 'object' && raw !== null && 'version' in raw ? String(raw.version) : '';
}

export async function main(argv: readonly string[]): Promise<ExitCode> {
  const wantsDebug = argv.includes('--debug');
  // Whoever reads our output may stop early (`| head`): the command still ends its work, with its own exit code.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    const invocation = parseCommandLine(await withBareCase(argv));
    if (invocation.flags.has('version')) {
      process.stdout.write(`${productVersion()}\n`);
      return EXIT.ok;
    }
    if (invocation.command === undefined || invocation.flags.has('help')) {
      process.stdout.write(helpText(invocation.command));
      return EXIT.ok;
    }
    const stands = process.env['INIT_CWD'] ?? process.cwd();
    const call: Call = { ...invocation, version: productVersion(), path: (text) => (isAbsolute(text) ? text : resolve(stands, text)) };
    return await dispatch(invocation.command.name, call);
  } catch (error) {
    return printError(error, argv.includes('--json'), wantsDebug);
  }
}

/** `postbreach CASE` means `status CASE`, if that folder holds a case. */
async function withBareCase(argv: readonly string[]): Promise<readonly string[]> {
  const [first, second] = argv;
  if (first === undefined || first.startsWith('-') || (second !== undefined && !second.startsWith('-'))) return argv;
  const { existsSync } = await import('node:fs');
  return existsSync(join(process.env['INIT_CWD'] ?? process.cwd(), first, 'case.yaml')) || existsSync(join(first, 'case.yaml'))
    ? ['status', ...argv]
    : argv;
}

/** Commands load when they are called: `--help` stays fast. */
async function dispatch(name: string, call: Call): Promise<ExitCode> {
  switch (name) {
    case 'init':
      return (await import('./init.ts')).init(call);
    case 'add':
      return (await import('./add.ts')).add(call);
    case 'run':
      return (await import('./run.ts')).run(call);
    case 'status':
      return (await import('./status.ts')).status(call);
    case 'explain':
      return (await import('./explain.ts')).explain(call);
    case 'decide':
      return (await import('./decide.ts')).decide(call);
    case 'verify':
      return (await import('./verify.ts')).verify(call);
    case 'doctor':
      return (await import('./doctor.ts')).doctor(call);
    default:
      return (await import('./demo.ts')).demo(call);
  }
}

function printError(error: unknown, isJson: boolean, debug: boolean): ExitCode {
  if (error instanceof OperatorError) {
    const { code, what, where, remedy } = error.trouble;
    process.stderr.write(
      isJson
        ? `${JSON.stringify({ error: { code, what, where: where ?? '', remedy, exit: error.exit } })}\n`
        : `error: ${what}${where === undefined ? '' : ` (${where})`} ${remedy}\n`,
    );
    if (debug) process.stderr.write(`${error.stack ?? ''}\n`);
    return error.exit;
  }
  // A fault of ours: its message may quote evidence, so only its kind and place are shown.
  const kind = error instanceof Error ? error.name : 'unknown';
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = /((?:src|dist)\/[\w/.-]+:\d+)/.exec(stack)?.[1] ?? 'unknown place';
  process.stderr.write(
    `error: Postbreach itself failed (${kind} at ${place}). Nothing is half-written; run again, and report this line if it comes back.\n`,
  );
  if (debug) process.stderr.write(`${stack}\n`);
  return EXIT.fault;
}
