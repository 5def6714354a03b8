/** Where things lie in a case folder. `run` writes to `.postbreach/` and `out/` and nowhere else. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asDiskTrouble } from './out-files.ts';

export interface CaseLayout {
  readonly root: string;
  readonly yaml: string;
  readonly decisions: string;
  readonly audit: string;
  readonly key: string;
  readonly store: string;
  readonly database: string;
  readonly texts: string;
  readonly events: string;
  readonly learned: string;
  readonly out: string;
  /** Outputs of a run that is being written: moved to `out` when all are there. */
  readonly staging: string;
}

export function caseLayout(folder: string): CaseLayout {
  const store = join(folder, '.postbreach');
  return {
    root: folder,
    yaml: join(folder, 'case.yaml'),
    decisions: join(folder, 'decisions.jsonl'),
    audit: join(folder, 'audit.jsonl'),
    key: join(folder, 'case.key'),
    store,
    database: join(store, 'case.db'),
    texts: join(store, 'texts'),
    events: join(store, 'log.jsonl'),
    learned: join(store, 'learned-ids.json'),
    out: join(folder, 'out'),
    staging: join(store, 'out.next'),
  };
}

/** Owner only: values of people lie in it in clear. */
const PRIVATE_DIRECTORY = 0o700;

export function makeStoreFolders(layout: CaseLayout): void {
  try {
    for (const folder of [layout.store, layout.texts, layout.out]) mkdirSync(folder, { recursive: true, mode: PRIVATE_DIRECTORY });
  } catch (error) {
    throw asDiskTrouble(error, layout.store);
  }
}
