/** North American phone numbers. [NANPA] numbering plan: area [2-9][0-8]X, exchange [2-9]XX, neither N11. */
import { ruleTable } from '../rule-table.ts';

let areas: ReadonlyMap<string, string> | undefined;

/** `area-code` → state or kind (`toll-free`), from rules/labels/address.tsv. */
export function areaCode(code: string): string | undefined {
  areas ??= new Map(
    ruleTable('labels/address.tsv', ['kind', 'form', 'standard', 'extra'] as const)
      .filter((row) => row.kind === 'area-code')
      .map((row) => [row.form, row.standard]),
  );
  return areas.get(code);
}

export function nanpRule(digits: string): boolean {
  const ten = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return /^[2-9][0-8]\d[2-9]\d{6}$/.test(ten) && !/^.11|^...[2-9]11/.test(ten);
}

export const isTollFree = (digits: string): boolean => /^1?8(?:00|22|33|44|55|66|77|88)/.test(digits);
/** 555-0100 to 555-0199 are kept for fiction; they are never assigned. */
export const isFictitious = (digits: string): boolean => /55501\d\d$/.test(digits);
/** Premium and dial-in numbers are no person's. */
export const isPremium = (digits: string): boolean => /^1?900/.test(digits);

/** `+14155550134`. */
export function phoneNorm(digits: string): string {
  if (digits.length === 10) return `+1${digits}`;
  if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
  return digits;
}
