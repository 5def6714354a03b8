/** Whether two clusters may be one without asking: enough bits, at least two families, and not by what a household shares. spec/resolve.md 4 */
import type { Comparison } from '../compare/compare.ts';

export type Agreement =
  | { readonly kind: 'join'; readonly rule: string }
  /** A person must say: the reason. */
  | { readonly kind: 'ask'; readonly rule: string }
  | { readonly kind: 'apart' };

const APART: Agreement = { kind: 'apart' };

/** `threshold` in bits holds the prior of two clusters of this case being one. */
export function agreementOf(comparison: Comparison, threshold: number): Agreement {
  const { name, birth, id, idConflicts, bits } = comparison;
  if (bits < 0) return APART;
  const bornOtherwise = birth === 'different' || birth === 'year' || birth === 'partial';
  const contacts =
    [comparison.phone, comparison.email, comparison.address].filter((level) => level === 'exact').length + (comparison.event ? 1 : 0);
  if (name.generationsDiffer) return APART;
  if (bornOtherwise)
    return id === 'exact' && name.verdict !== 'different' && bits >= threshold ? { kind: 'ask', rule: 'ask.birth' } : APART;
  // Two numbers of one scheme are two people, unless everything else says one: then it is a question.
  if (id !== 'exact' && idConflicts.length > 0)
    return bits >= threshold && name.verdict === 'exact' && birth === 'exact' ? { kind: 'ask', rule: 'ask.two-ids' } : APART;
  if (bits < threshold) return nearMiss(comparison);
  const nameFull = name.verdict === 'exact' || name.verdict === 'similar';
  const twins = birth === 'exact' && name.family !== 'different' && (name.given === 'different' || name.given === 'near');
  if (twins) return { kind: 'ask', rule: 'ask.twins' };
  if (id === 'exact')
    return name.verdict === 'different' && birth !== 'exact' ? { kind: 'ask', rule: 'ask.id-and-name' } : { kind: 'join', rule: 'join.id' };
  if (nameFull && birth === 'exact') return { kind: 'join', rule: 'join.name-birth' };
  if (nameFull && (birth === 'swapped' || birth === 'typo'))
    return contacts > 0 || id === 'typo' || id === 'unlabelled'
      ? { kind: 'join', rule: 'join.three' }
      : { kind: 'ask', rule: 'ask.birth-slip' };
  if (nameFull && (contacts > 0 || id === 'unlabelled')) return { kind: 'join', rule: 'join.name-contact' };
  // Marriage: another family name, all else the same.
  if (name.given === 'exact' && birth === 'exact' && contacts > 0) return { kind: 'join', rule: 'join.renamed' };
  return { kind: 'ask', rule: 'ask.household' };
}

/** Below the threshold a question is worth asking only with two families. */
function nearMiss({ name, birth }: Comparison): Agreement {
  if (birth === 'exact' && name.given === 'exact' && name.family === 'different') return { kind: 'ask', rule: 'ask.renamed' };
  return birth === 'exact' && name.verdict === 'exact' ? { kind: 'ask', rule: 'ask.common-name' } : APART;
}
