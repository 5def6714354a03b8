/**
 * Expected troubles are values: a unit of work ends in a record (perhaps with gaps) or in one gap.
 * Throw only for bugs (`InvariantError`) and for surroundings that fail (`OperatorError`).
 */
export type Outcome<T, G> = { readonly ok: true; readonly value: T; readonly gaps: readonly G[] } | { readonly ok: false; readonly gap: G };

/** A complete result. */
export function whole<T>(value: T): { readonly ok: true; readonly value: T; readonly gaps: readonly never[] } {
  return { ok: true, value, gaps: [] };
}

/** A result that is worth having, with what is missing of it. */
export function partial<T, G>(value: T, ...gaps: G[]): Outcome<T, G> {
  return { ok: true, value, gaps };
}

/** No result; the gap says why. */
export function lost<G>(gap: G): { readonly ok: false; readonly gap: G } {
  return { ok: false, gap };
}
