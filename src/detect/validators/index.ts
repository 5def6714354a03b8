export { abaRouting, curp, dea, iban, luhn, nhsNumber, npi, spanishId, vin } from './check-digits.ts';
export { cardBrand, cardRule, isTestCard } from './card.ts';
export {
  alienRule,
  einRule,
  hicnRule,
  isAdvertisedSsn,
  isFillerSsn,
  isSampleMbi,
  itinRule,
  mbiRule,
  passportRule,
  ssnRule,
} from './government.ts';
export { areaCode, isFictitious, isPremium, isTollFree, nanpRule, phoneNorm } from './phone.ts';
export { validate } from './registry.ts';
