/** A node of an explanation: a claim, what it rests on, and at the end of every branch a source. Contract 4. */

export interface ExplainNode {
  readonly id: string;
  readonly kind: string;
  readonly claim: string;
  readonly rule: string;
  readonly weight: number | null;
  readonly because: readonly ExplainNode[];
  readonly source: Readonly<Record<string, unknown>> | null;
}

export const node = (id: string, kind: string, claim: string, more: Partial<ExplainNode> = {}): ExplainNode => ({
  id,
  kind,
  claim,
  rule: '',
  weight: null,
  because: [],
  source: null,
  ...more,
});
