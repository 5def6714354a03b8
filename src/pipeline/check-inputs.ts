/** What case.yaml names, before anything is written: each input once, lists of words and formats there. Evidence that is missing is a gap instead. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { OperatorError } from '../kernel/index.ts';
import type { CaseConfig, FileRef, ReadGap } from '../model/index.ts';

/** Throws `OperatorError` (exit 2). */
export function checkInputs(config: CaseConfig): void {
  const { mailboxes, logs, rosters, workforce, passwords, patterns } = config;
  const evidence = [
    ...mailboxes.flatMap(({ sources }) => sources),
    ...logs,
    ...rosters.map(({ file }) => file),
    ...(workforce === undefined ? [] : [workforce.file]),
  ];
  const seen = new Set<string>();
  for (const { name } of evidence) {
    if (seen.has(name))
      throw new OperatorError({
        code: 'input-twice',
        what: 'An input is named twice in case.yaml.',
        where: name,
        remedy: 'Name each file once; a mailbox, a log and a list are different files.',
      });
    seen.add(name);
  }
  for (const file of [...passwords, ...(patterns === undefined ? [] : [patterns])]) {
    if (isReadableFile(file)) continue;
    throw new OperatorError({
      code: 'no-such-file',
      what: 'A list that case.yaml names is not there, or cannot be read.',
      where: file.name,
      remedy: 'Put it there, or remove the line from case.yaml; nothing was written.',
    });
  }
}

function isReadableFile({ path }: FileRef): boolean {
  return existsSync(path) && statSync(path).isFile() && isReadable(path);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false; // the only answer that matters here; the caller says it
  }
}

/** Why a named input cannot be opened at all, if so. */
export function unopenable(path: string, mayBeFolder: boolean): ReadGap | undefined {
  if (!existsSync(path))
    return {
      state: 'missing',
      code: 'source.missing',
      why: 'The file named in case.yaml is not there.',
      remedy: 'Put it there, or correct case.yaml; then run again.',
    };
  if (!isReadable(path))
    return {
      state: 'missing',
      code: 'source.not-permitted',
      why: 'This user may not read the file.',
      remedy: 'Give the right to read it, then run again.',
    };
  const stat = statSync(path);
  if (stat.isFile() || (mayBeFolder && stat.isDirectory())) return undefined;
  return {
    state: 'unsupported',
    code: 'source.not-a-file',
    why: mayBeFolder ? 'It is neither a file nor a folder.' : 'It is no file.',
    remedy: 'Name the file itself in case.yaml; then run again.',
  };
}
