/** Limits on everything that evidence can make large, spec/ingest.md 3.5 and 7. Reaching one is a gap `limit`, never silence. */
export interface Limits {
  /** Containers in containers: ZIP in MIME in PST counts 3. */
  readonly depthMax: number;
  readonly partsMax: number;
  readonly outputBytesMax: number;
  /** Output may be this many times the input, plus `outputSlackBytes`. */
  readonly ratioMax: number;
  readonly outputSlackBytes: number;
  readonly itemCpuMs: number;
  readonly containerStepMs: number;
  readonly residentBytesMax: number;
  readonly textCharsMax: number;
}

export const DEFAULT_LIMITS: Limits = {
  depthMax: 24,
  partsMax: 100_000,
  outputBytesMax: 2 * 1024 ** 3,
  ratioMax: 200,
  outputSlackBytes: 64 * 1024 ** 2,
  itemCpuMs: 30_000,
  containerStepMs: 300_000,
  residentBytesMax: 1024 ** 3,
  textCharsMax: 64 * 1024 ** 2,
};
