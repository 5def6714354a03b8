/** The two encodings of data blocks, 5.1 (permute) and 5.2 (cyclic). They hide text from an editor and protect nothing. */
import { element } from './element.ts';
import { low32 } from './format.ts';
import type { Crypt } from './format.ts';

/** mpbbCrypt, 5.1: the substitution, and the self-inverse middle table of the cyclic encoding. The third is the inverse of the first. */
const SUBSTITUTION = Buffer.from(
  'QTYTYqghbrv0FswEf2ToXR7yyyp0xV410pVHnpYtmohMfYQ/26wxtkhf9sTYOYvnIzs4jsjB3yWxIKVGYE6c+6rTVlFFfFUAB8krnYWbCaCPrbMPY6uJS9en' +
    'FVpxZkK/JkprmPrqd1OycAUs/Vk6hn7OBuuCeFfHjUOvtBzUW83i6SdPwwhygM+w7/Uobb4wTTSS1Q48IjLl5PmfwtEKgRLh7pGDduOX5mGKF3mkt9yQelyM' +
    'AqbKad5QGhGTuVKHWPztHTdJG2rgKTOZvWzZlPNAVG/wxnO41j5lGEQf3WcQ8QwZ7K4DoRR7qQv/+KPAogH3LrwkaHUN/rovtdDaPQ==',
  'base64',
);
const MIDDLE = Buffer.from(
  'FFMPVrPIepzrZUgXFhWfAsxUfIMADQwLomKodtvZ7cfFpNyshXTW0KebrpqWcWbDY5m43XOSjoR9pV7RXZOxV1FQgIlSlE9OCmu8jX9uR0ZBQEQBEcsDP/f0' +
    '4amPPDr5+/AZMIIJLsmdoIZJ7m9NbcQtgTQlhxuIqvwGoRI4/UxCcmQTNyRqdXdD/+a0SzZc5Ng1PUW5LOy3MSspB2ijDml7GJ4hOb4oGlt49SPKKrCvPv4E' +
    'jOflmDKV0/ZK6Kbq6fPVL3Ag8h8FZ61VEM7N4yc72rrXwibUkR3SHCIz+PrxWu/PkLaLtb3AvwiXHmziYeDGwVmru1jeX99geX6yig==',
  'base64',
);
const INVERSE = invert(SUBSTITUTION);

/** bCryptMethod, 2.2.2.6. */
export const CRYPT_METHOD: Readonly<Record<Crypt, number>> = { none: 0, permute: 1, cyclic: 2 };

/** Encodes the data of one block in place; the key of the cyclic method is the block's identifier. */
export function encodeBlock(method: Crypt, data: Buffer, bid: number): void {
  if (method === 'permute') permute(data);
  if (method === 'cyclic') cycle(data, low32(bid));
}

function permute(data: Buffer): void {
  for (let i = 0; i < data.length; i += 1) data[i] = element(SUBSTITUTION, element(data, i));
}

function cycle(data: Buffer, bid: number): void {
  let key = (bid ^ (bid >>> 16)) & 0xffff;
  for (let i = 0; i < data.length; i += 1) {
    const low = key & 0xff;
    const high = key >>> 8;
    const outer = element(SUBSTITUTION, (element(data, i) + low) & 0xff);
    const middle = element(MIDDLE, (outer + high) & 0xff);
    data[i] = element(INVERSE, (middle - high) & 0xff) - low;
    key = (key + 1) & 0xffff;
  }
}

function invert(table: Uint8Array): Buffer {
  const inverse = Buffer.alloc(256);
  table.forEach((to, from) => {
    inverse[to] = from;
  });
  return inverse;
}
