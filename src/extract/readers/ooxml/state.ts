/** How the reading of a package ends. */
import type { Extracted, ItemState, ReadGap } from '../../../model/index.ts';
import { gap } from '../gap.ts';
import { isEncryptedPackage } from './package.ts';

/** A locked package, or one that is none at all; `undefined` when it can be read. */
export function lockedPackage(bytes: Uint8Array, mediaType: string): Extracted | undefined {
  if (!isEncryptedPackage(bytes)) return undefined;
  const lock = gap('ooxml.encrypted');
  return { state: 'encrypted', reason: lock.code, mediaType, children: [], gaps: [lock] };
}

export function packageState(gaps: readonly ReadGap[], found: number): ItemState {
  const states = new Set(gaps.map((one) => one.state));
  if (found === 0) return states.has('encrypted') ? 'encrypted' : states.size > 0 ? 'corrupt' : 'empty';
  if (states.has('limit')) return 'limit';
  return states.size > 0 ? 'partial' : 'extracted';
}
