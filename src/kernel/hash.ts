import { createHash, hash } from 'node:crypto';

/** SHA-256 of bytes or of a string as UTF-8, in lower-case hex. */
export function sha256(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 of a sequence of strings; unambiguous, because each part is preceded by its length. */
export function digestOf(parts: readonly (string | number)[]): string {
  const hasher = createHash('sha256');
  for (const part of parts) {
    const text = String(part).toWellFormed();
    hasher.update(`${Buffer.byteLength(text)}:`);
    hasher.update(text);
  }
  return hasher.digest('hex');
}
