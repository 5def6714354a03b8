/** Payment card numbers: issuer range, length and Luhn. Ranges are facts of [ISO/IEC 7812] and the networks' public lists. */
import { luhn } from './check-digits.ts';

export function cardBrand(digits: string): string | undefined {
  const length = digits.length;
  const two = Number(digits.slice(0, 2));
  const three = Number(digits.slice(0, 3));
  const four = Number(digits.slice(0, 4));
  if (digits.startsWith('4')) return length === 13 || length === 16 || length === 19 ? 'visa' : undefined;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16 ? 'mastercard' : undefined;
  if (two === 34 || two === 37) return length === 15 ? 'amex' : undefined;
  if (four === 6011 || two === 65 || (three >= 644 && three <= 649)) return length >= 16 && length <= 19 ? 'discover' : undefined;
  if ((three >= 300 && three <= 305) || two === 36 || two === 38 || two === 39) return length >= 14 && length <= 19 ? 'diners' : undefined;
  if (four >= 3528 && four <= 3589) return length >= 16 && length <= 19 ? 'jcb' : undefined;
  if (two === 62) return length >= 16 && length <= 19 ? 'unionpay' : undefined;
  return undefined;
}

export const cardRule = (digits: string): boolean => cardBrand(digits) !== undefined && luhn(digits);

/** Numbers of the networks' and processors' public test pages. */
const TEST_CARDS: ReadonlySet<string> = new Set(
  (
    '4111111111111111 4242424242424242 4012888888881881 4000056655665556 4222222222222 4000000000000002 4000000000000077 ' +
    '5555555555554444 5105105105105100 5200828282828210 2223003122003222 2223000048400011 378282246310005 371449635398431 ' +
    '378734493671000 6011111111111117 6011000990139424 3056930009020004 36227206271667 30569309025904 38520000023237 ' +
    '3566002020360505 3530111333300000 6200000000000005 4917610000000000 4005519200000004 4009348888881881 4012000033330026 ' +
    '4500600000000061 5454545454545454 4444333322221111'
  ).split(' '),
);
export const isTestCard = (digits: string): boolean => TEST_CARDS.has(digits) || /^(\d)\1+$/.test(digits);
