/** Exit codes of the contract, section 1. */
export const EXIT = {
  ok: 0,
  fault: 1,
  usage: 2,
  sourceLost: 3,
  decisionsOpen: 4,
  inUse: 6,
  mismatch: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface OperatorTrouble {
  /** Closed vocabulary in kebab-case, for tests and `--json`. */
  readonly code: string;
  /** What happened, one sentence. Never evidence text. */
  readonly what: string;
  /** File, line or byte: the place, as the operator named it. */
  readonly where?: string;
  /** What to do. */
  readonly remedy: string;
  readonly exit?: ExitCode;
}

/** The surroundings fail and someone can act: disk full, file vanished, bad case.yaml. Caught in `cli` and `review/server` only. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly trouble: OperatorTrouble;
  constructor(trouble: OperatorTrouble, options?: ErrorOptions) {
    super(`${trouble.what}${trouble.where === undefined ? '' : ` (${trouble.where})`} ${trouble.remedy}`, options);
    this.trouble = trouble;
  }
  get exit(): ExitCode {
    return this.trouble.exit ?? EXIT.usage;
  }
}
