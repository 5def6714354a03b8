/** Findings and mentions to the store and back: plain JSON, opened for `transport` only. */
import { sensitive, type Sensitive } from '../kernel/index.ts';
import type { Finding, Mention, MentionAttr } from '../model/index.ts';

/** A record with its sensitive fields opened. */
type Open<T, Keys extends keyof T> = Omit<T, Keys> & { readonly [K in Keys]?: string };

const open = (value: Sensitive<string> | undefined): string | undefined => value?.reveal('transport');

export function packFinding(finding: Finding): string {
  const { value, norm, ...rest } = finding;
  return JSON.stringify({ ...rest, value: open(value), norm: open(norm) });
}

export function unpackFinding(packed: string): Finding {
  const { value, norm, ...rest } = JSON.parse(packed) as Open<Finding, 'value' | 'norm'>; // written by packFinding
  return { ...rest, value: sensitive(value ?? ''), ...(norm === undefined ? {} : { norm: sensitive(norm) }) };
}

type PackedAttr = Open<MentionAttr, 'raw' | 'norm'>;

export function packMention(mention: Mention): string {
  const { attrs, ...rest } = mention;
  return JSON.stringify({ ...rest, attrs: attrs.map(({ raw, norm, ...attr }) => ({ ...attr, raw: open(raw), norm: open(norm) })) });
}

export function unpackMention(packed: string): Mention {
  const { attrs, ...rest } = JSON.parse(packed) as Omit<Mention, 'attrs'> & { readonly attrs: readonly PackedAttr[] }; // written by packMention
  return {
    ...rest,
    attrs: attrs.map(({ raw, norm, ...attr }) => ({
      ...attr,
      raw: sensitive(raw ?? ''),
      ...(norm === undefined ? {} : { norm: sensitive(norm) }),
    })),
  };
}
