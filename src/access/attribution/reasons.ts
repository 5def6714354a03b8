/** Why a context has its label: rule, grade, sentence, records. */
import type { RecordId } from '../../model/index.ts';

export type Strength = 'A' | 'B';
export interface Reason {
  readonly rule: string;
  readonly grade: 'A' | 'B' | 'C' | 'D';
  readonly text: string;
  readonly records: readonly RecordId[];
}
