/** How the value of each element is read behind its label or under its header. Rules: rules/recognizers/elements.tsv. */
import { assert } from '../../kernel/index.ts';
import { isElementId, type ElementId } from '../../model/index.ts';

import { ruleTable } from '../rule-table.ts';

export type ValueKind =
  | 'id'
  | 'ssn'
  | 'hicn'
  | 'last4'
  | 'pan'
  | 'expiry'
  | 'digits'
  | 'phone'
  | 'email'
  | 'url'
  | 'ip'
  | 'mac'
  | 'date'
  | 'year'
  | 'age'
  | 'zip'
  | 'street'
  | 'money'
  | 'secret'
  | 'pair'
  | 'line'
  | 'username'
  | 'code'
  | 'sex'
  | 'short'
  | 'text'
  | 'clinical';

export interface ElementRule {
  readonly element: ElementId;
  readonly kind: ValueKind;
  readonly min: number;
  readonly max: number;
  readonly validator: string;
  /** Likelihood ratios when the validator passes, does not apply, fails. */
  readonly lr: { readonly pass: number; readonly na: number; readonly fail: number };
  readonly example: string;
  readonly counter: string;
}

let table: ReadonlyMap<string, ElementRule> | undefined;

export function elementRules(): ReadonlyMap<string, ElementRule> {
  table ??= load();
  return table;
}

function load(): ReadonlyMap<string, ElementRule> {
  const columns = ['element', 'kind', 'min', 'max', 'validator', 'lr', 'example', 'counter'] as const;
  return new Map(
    ruleTable('recognizers/elements.tsv', columns).map((row) => {
      const { element } = row;
      assert(isElementId(element), 'the element table names elements of the contract');
      const [pass = 1, na = 1, fail = 1] = row.lr.split('/').map(Number);
      return [
        element,
        {
          element,
          kind: row.kind as ValueKind, // a closed vocabulary; the test of the table's own examples covers every row
          min: Number(row.min),
          max: Number(row.max),
          validator: row.validator,
          lr: { pass, na, fail },
          example: row.example,
          counter: row.counter,
        },
      ];
    }),
  );
}
