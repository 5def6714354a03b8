/** Gaps that all readers of text share. */
import type { Decoded, Limits } from '../../kernel/index.ts';
import type { ReadGap } from '../../model/index.ts';

/** At most as many bytes as text may be long; what is left out is a gap. */
export function cutText(
  bytes: Uint8Array,
  limits: Pick<Limits, 'textCharsMax'>,
): { readonly bytes: Uint8Array; readonly gaps: readonly ReadGap[] } {
  if (bytes.length <= limits.textCharsMax) return { bytes, gaps: [] };
  const gap: ReadGap = {
    state: 'limit',
    code: 'text',
    why: 'The text is longer than the limit; its beginning was read.',
    remedy: 'Raise `limits.textCharsMax` in case.yaml, or cut the file.',
    bytes: bytes.length - limits.textCharsMax,
  };
  return { bytes: bytes.subarray(0, limits.textCharsMax), gaps: [gap] };
}

export function textGaps(decoded: Decoded): ReadGap[] {
  if (decoded.replaced === 0) return [];
  return [
    {
      state: 'partial',
      code: 'charset',
      why: `${decoded.replaced} signs of the text could not be decoded.`,
      remedy: 'Open the file with the program that wrote it.',
      bytes: decoded.replaced,
    },
  ];
}
