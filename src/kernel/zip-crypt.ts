/** Opens locked ZIP entries: the traditional cipher ([APPNOTE] 6.1) and WinZip AES ([WinZip AE] II). Wrong passwords give `undefined`. */
import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** Bytes in front of traditionally locked data; the last is a check byte. */
export const ZIPCRYPTO_HEADER_BYTES = 12;

/** One password in 256 passes the check byte by chance: the caller compares the CRC of what it unpacks. */
export function openZipCrypto(locked: Uint8Array, password: Uint8Array, check: number): Uint8Array | undefined {
  if (locked.length < ZIPCRYPTO_HEADER_BYTES) return undefined;
  let a = 0x12345678;
  let b = 0x23456789;
  let c = 0x34567890;
  const update = (byte: number): void => {
    a = (a >>> 8) ^ (CRC_TABLE[(a ^ byte) & 0xff] ?? 0);
    b = (Math.imul((b + (a & 0xff)) | 0, 134775813) + 1) | 0;
    c = (c >>> 8) ^ (CRC_TABLE[(c ^ (b >>> 24)) & 0xff] ?? 0);
  };
  for (const byte of password) update(byte);
  const open = (byte: number): number => {
    const mix = (c | 2) & 0xffff;
    const plain = byte ^ ((Math.imul(mix, mix ^ 1) >>> 8) & 0xff);
    update(plain);
    return plain;
  };
  let last = 0;
  for (let at = 0; at < ZIPCRYPTO_HEADER_BYTES; at += 1) last = open(locked[at] ?? 0);
  if (last !== check) return undefined;
  const plain = new Uint8Array(locked.length - ZIPCRYPTO_HEADER_BYTES);
  for (let at = 0; at < plain.length; at += 1) plain[at] = open(locked[at + ZIPCRYPTO_HEADER_BYTES] ?? 0);
  return plain;
}

/** [WinZip AE] II: 1,000 rounds of PBKDF2 with SHA-1; a 2 byte verifier; 10 bytes of HMAC at the end. */
export function openWinZipAes(
  locked: Uint8Array,
  password: Uint8Array,
  strength: number,
): { plain: Uint8Array; authentic: boolean } | undefined {
  const keyBytes = 8 + strength * 8;
  const saltBytes = keyBytes / 2;
  if (strength < 1 || strength > 3 || locked.length < saltBytes + 12) return undefined;
  const keys = pbkdf2Sync(password, locked.subarray(0, saltBytes), 1000, keyBytes * 2 + 2, 'sha1');
  const verifier = keys.subarray(keyBytes * 2);
  if (!timingSafeEqual(verifier, locked.subarray(saltBytes, saltBytes + 2))) return undefined;
  const body = locked.subarray(saltBytes + 2, locked.length - 10);
  const mac = createHmac('sha1', keys.subarray(keyBytes, keyBytes * 2))
    .update(body)
    .digest()
    .subarray(0, 10);
  const authentic = timingSafeEqual(mac, locked.subarray(locked.length - 10));
  return { plain: counterMode(body, keys.subarray(0, keyBytes)), authentic };
}

/** AES in counter mode with a little-endian counter from 1, which `aes-ctr` does not have: the key stream is made by ECB over counters. */
function counterMode(body: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const plain = new Uint8Array(body.length);
  const BLOCKS = 4096;
  const counters = new Uint8Array(BLOCKS * 16);
  const view = new DataView(counters.buffer);
  for (let start = 0; start < body.length; start += BLOCKS * 16) {
    for (let block = 0; block < BLOCKS; block += 1) view.setUint32(block * 16, start / 16 + block + 1, true);
    const stream = cipher.update(counters);
    const length = Math.min(BLOCKS * 16, body.length - start);
    for (let at = 0; at < length; at += 1) plain[start + at] = (body[start + at] ?? 0) ^ (stream[at] ?? 0);
  }
  return plain;
}
