export { appendAudit } from './audit-log.ts';
export { readCaseConfig } from './case-config.ts';
export { Database, type Row } from './database.ts';
export {
  appendDecisions,
  decisionHash,
  parseDecisionInput,
  readDecisions,
  type DecisionInput,
  type DecisionsReading,
} from './decisions-log.ts';
export { caseLayout, makeStoreFolders, type CaseLayout } from './layout.ts';
export { takeLock, type HeldLock } from './lock.ts';
export { nearest } from './nearest.ts';
export { asDiskTrouble, moveIntoPlace, writeWhole } from './out-files.ts';
export { readText, TextPackWriter, type TextRef } from './text-packs.ts';
