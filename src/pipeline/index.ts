export { addEvidence, recogniseFile, type Recognition } from './add.ts';
export { makeCase, type NewCase } from './init.ts';
export { readSummary } from './read-summary.ts';
export { runCase, todayIn, type RunReport, type RunRequest } from './run.ts';
export { verifyCase, type Check } from './verify.ts';
export { explainId, type Explanation } from './explain/explain.ts';
export type { ExplainNode } from './explain/node.ts';
export { itemText } from './explain/item-text.ts';
export type { Progress } from './context.ts';
