/** `postbreach add CASE PATH...`: one line for each file, what it is and what could not be recognised. The source is never changed. */
import { EXIT, OperatorError, type ExitCode } from '../kernel/index.ts';
import { addEvidence, recogniseFile, type Recognition } from '../pipeline/index.ts';
import type { Call } from './main.ts';
import { grouped } from './terminal.ts';

const AS = ['mailbox', 'log', 'roster', 'workforce', 'other'] as const;

export function add(call: Call): ExitCode {
  const [caseArgument = '', ...paths] = call.args;
  const told = call.values['as']?.[0];
  const role = AS.find((name) => name === told);
  if (told !== undefined && role === undefined)
    throw new OperatorError({ code: 'as', what: `\`--as ${told}\` is not known.`, remedy: `Use one of: ${AS.join(', ')}.` });
  const found: Recognition[] = [];
  const unknown: string[] = [];
  for (const path of paths) {
    const full = call.path(path);
    const known = recogniseFile(full);
    if (role !== undefined) found.push({ path: full, role, kind: known?.kind ?? 'unknown', bytes: known?.bytes ?? 0, how: 'as told' });
    else if (known === undefined) unknown.push(path);
    else found.push(known);
  }
  if (unknown.length > 0) {
    throw new OperatorError({
      code: 'not-recognised',
      what: `Not recognised by content: ${unknown.length} of ${paths.length}. Nothing was registered.`,
      where: unknown.join(', '),
      remedy: 'Say what it is with `--as mailbox|log|roster|workforce|other`.',
    });
  }
  addEvidence(call.path(caseArgument), found);
  const rows = found.map(({ path, role: as, kind, bytes, how }) => ({ path, role: as, kind, bytes, how }));
  process.stdout.write(
    call.flags.has('json')
      ? `${JSON.stringify({ schema: 'postbreach.add/1', added: rows })}\n`
      : `${rows.map((row) => `${row.path}: ${row.role}, ${row.kind}, ${grouped(row.bytes)} bytes (${row.how})`).join('\n')}\nNext: postbreach run ${caseArgument}\n`,
  );
  return EXIT.ok;
}
