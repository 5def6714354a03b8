/** Individuals to the store and back: plain JSON, opened for `transport` only. */
import { sensitive, type Sensitive } from '../../kernel/index.ts';
import type { Individual } from '../../model/index.ts';

const SEALED = [
  'name',
  'given',
  'middle',
  'family',
  'dob',
  'mrn',
  'memberId',
  'address',
  'email',
] as const satisfies readonly (keyof Individual)[];
type SealedKey = (typeof SEALED)[number];
type Packed = Omit<Individual, SealedKey> & Readonly<Record<SealedKey, string>>;

export function packIndividual(individual: Individual): string {
  const opened = Object.fromEntries(SEALED.map((key) => [key, individual[key].reveal('transport')]));
  return JSON.stringify({ ...individual, ...opened });
}

export function unpackIndividual(packed: string): Individual {
  const plain = JSON.parse(packed) as Packed; // written by packIndividual
  const sealed = Object.fromEntries(SEALED.map((key) => [key, sensitive(plain[key])])) as Readonly<Record<SealedKey, Sensitive<string>>>;
  return { ...plain, ...sealed };
}
