export { assert, InvariantError, unreachable, type Brand } from './brand.ts';
export { isoSeconds, nowIso, nowMs, parseInstant, tickMs } from './clock.ts';
export { digestOf, sha256 } from './hash.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { EXIT, OperatorError, type ExitCode, type OperatorTrouble } from './operator-error.ts';
export { byNumber, byText, distinct, sortedBy } from './order.ts';
export { lost, partial, whole, type Outcome } from './outcome.ts';
export { MASK, sensitive, Sensitive, type RevealPurpose } from './sensitive.ts';
export { textOffsets, type TextOffsets } from './text-offsets.ts';
