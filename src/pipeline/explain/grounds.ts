/** Every branch of an explanation ends in a source. What rests on the evidence as a whole, such as an absence, rests on each input. */
import type { SummaryJson } from '../../answer/index.ts';
import { itemId, sourceId } from '../../model/index.ts';
import { node, type ExplainNode } from './node.ts';

type Source = NonNullable<ExplainNode['source']>;

/** A branch without a source of its own gets that of the nearest node above it, else the inputs of the case. */
export function grounded(branch: ExplainNode, summary: Pick<SummaryJson, 'inputs'>, above?: Source): ExplainNode {
  const nearest = branch.source ?? above;
  if (branch.because.length > 0) return { ...branch, because: branch.because.map((inner) => grounded(inner, summary, nearest)) };
  return nearest === undefined ? { ...branch, because: inputNodes(branch.id, summary) } : { ...branch, source: nearest };
}

function inputNodes(id: string, summary: Pick<SummaryJson, 'inputs'>): ExplainNode[] {
  return summary.inputs.map(({ name, role, kind, bytes, sha256 }) => {
    const place = {
      item_id: itemId(sourceId(name), ''),
      path: name,
      locator: '',
      start: 0,
      end: bytes,
      bytes_from: 0,
      bytes_to: bytes,
      sha256,
    };
    return node(id, 'input', `${role}, ${kind}`, { source: place });
  });
}
