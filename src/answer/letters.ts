/**
 * letters.csv: the mail-merge, one row for each person to be told whose address is known. Letters name types of information, never
 * values, and only those that are not excluded. A row is not a release: nothing is sent by the product.
 */
import { digestOf } from '../kernel/index.ts';
import { elementWords } from './element-words.ts';
import type { AnswerBundle, CountedPerson } from './bundle.ts';
import { joinList } from './csv.ts';
import { postalOf } from './tables.ts';

export function letterRows(bundle: AnswerBundle): Record<string, string | number>[] {
  return bundle.people.filter(isToBeWritten).map(({ individual, exposure }) => {
    const postal = postalOf(individual);
    const words = joinList([...new Set(exposure.elementsReached.map(elementWords))]);
    const content = {
      individual_id: individual.id,
      variant: variantOf({ individual, exposure }),
      language: individual.language === '' ? 'en' : individual.language,
      name: individual.name.reveal('output'),
      address1: postal.address1,
      address2: postal.address2,
      city: postal.city,
      state: postal.state,
      zip: postal.zip,
      elements_in_words: words,
    };
    return {
      ...content,
      letter_id: `L-${digestOf([individual.id, content.variant]).slice(0, 16)}`,
      wave: 1,
      country: postal.country,
      entity: joinList(individual.entities),
      sha256: digestOf(Object.values(content)),
    };
  });
}

/** Certain people with something that was reached and an address that may be used. The rest waits, counted in the report. */
function isToBeWritten({ individual, exposure }: CountedPerson): boolean {
  return exposure.notify === 'yes' && individual.address.reveal('output') !== '' && exposure.elementsReached.length > 0;
}

function variantOf({ individual }: CountedPerson): string {
  if (individual.deathDate !== '' || individual.flags.includes('deceased')) return 'next-of-kin';
  if (individual.minor) return 'parent-or-guardian';
  return individual.role === 'staff' ? 'staff' : 'adult';
}
