/** A string that was made and checked in one place. Erased at run time. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Ends every switch over a union: the compiler proves that nothing is left. */
export function unreachable(value: never): never {
  throw new InvariantError(`a case of a closed union was not handled: ${typeof value}`);
}

/** A fault of ours. In a child the unit becomes `failed`; in the coordinator the run stops with exit code 1. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws when an invariant does not hold. `invariant` says it in words and never holds evidence text. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new InvariantError(invariant);
}
