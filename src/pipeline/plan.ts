/** The plan: stages in order, as data. READ is parallel and cached by content; DECIDE goes over records and is done again by every run. */
import type { StageName } from '../kernel/index.ts';
import type { RunContext } from './context.ts';
import type { DecideState } from './decide-state.ts';
import { answerStage } from './stages/answer.ts';
import { assessStage } from './stages/assess.ts';
import { accessStage } from './stages/access.ts';
import { buildLedger } from './stages/ledger.ts';
import { learnStage, linkStage } from './stages/link.ts';
import { forgetOtherVersions } from './stages/read-version.ts';
import { readAll, unlock } from './stages/read.ts';
import { resolveStage } from './stages/resolve.ts';
import { loseUnreadSources } from './stages/lost-sources.ts';
import { recogniseSources, walkSources } from './stages/sources.ts';
import { inputRows, readLogs, readTables } from './stages/tables.ts';

export interface Stage {
  readonly name: StageName;
  readonly work: (context: RunContext, state: DecideState) => void | Promise<void>;
}

export const READ_PLAN: readonly Stage[] = [
  {
    name: 'recognise',
    work: (context, state) => {
      forgetOtherVersions(context, state.facts.version);
      return recogniseSources(context);
    },
  },
  { name: 'walk', work: walkSources },
  { name: 'read', work: (context) => readAll(context, []) },
  {
    name: 'unlock',
    work: async (context) => {
      await unlock(context);
      loseUnreadSources(context);
    },
  },
  { name: 'logs', work: readLogs },
  { name: 'tables', work: readTables },
];

export const DECIDE_PLAN: readonly Stage[] = [
  {
    name: 'ledger',
    work: (context, state) => {
      buildLedger(context, inputRows(context, state));
    },
  },
  { name: 'access', work: accessStage },
  { name: 'learn', work: learnStage },
  { name: 'link', work: linkStage },
  { name: 'resolve', work: resolveStage },
  { name: 'assess', work: assessStage },
  { name: 'answer', work: answerStage },
];
