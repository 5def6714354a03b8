/** Secrets that show themselves by their form: prefixed keys, PEM, otpauth, user:password in a URL. Rules: rules/recognizers/secrets.tsv. */
import { assert } from '../../kernel/index.ts';
import { isElementId, type ElementId } from '../../model/index.ts';

import { isWordCode } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';
import { add, isFree, type Work } from '../work.ts';

export interface SecretRule {
  readonly id: string;
  /** Folded literal that the text is searched for. */
  readonly anchor: string;
  /** Anchored at the anchor, run on at most `SECRET_UNITS_MAX` units. */
  readonly pattern: RegExp;
  readonly element: ElementId;
  readonly p: number;
  readonly example: string;
  readonly counter: string;
}

const SECRET_UNITS_MAX = 2048;
let rules: readonly SecretRule[] | undefined;

export function secretRules(): readonly SecretRule[] {
  rules ??= ruleTable('recognizers/secrets.tsv', ['id', 'anchor', 'pattern', 'element', 'p', 'example', 'counter'] as const).map((row) => {
    assert(isElementId(row.element), 'the secret table names elements of the contract');
    return { ...row, element: row.element, pattern: new RegExp(row.pattern), p: Number(row.p) };
  });
  return rules;
}

export function findSecrets(work: Work): void {
  const { folded, view } = work;
  for (const rule of secretRules()) {
    const isWord = isWordCode(rule.anchor.charCodeAt(0));
    for (let at = folded.indexOf(rule.anchor); at >= 0; at = folded.indexOf(rule.anchor, at + 1)) {
      if (isWord && isWordCode(folded.charCodeAt(at - 1))) continue;
      const match = rule.pattern.exec(view.text.slice(at, at + SECRET_UNITS_MAX));
      if (match === null) continue;
      const end = rule.element === 'cred.private_key' ? pemEnd(view.text, at + match[0].length) : at + match[0].length;
      if (!isFree(work, at, end)) continue;
      add(work, {
        start: at,
        end,
        element: rule.element,
        norm: view.text.slice(at, end),
        rule: `secret.${rule.id}`,
        p: rule.p,
        valid: 'pass',
      });
    }
  }
}

const PEM_UNITS_MAX = 8192;

function pemEnd(text: string, from: number): number {
  const end = text.indexOf('-----END', from);
  if (end < 0 || end - from > PEM_UNITS_MAX) return from;
  const close = text.indexOf('-----', end + 8);
  return close < 0 ? end : close + 5;
}
