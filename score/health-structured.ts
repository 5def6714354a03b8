/**
 * Who stands in a structured health file, read from its structure: patientRole of a CDA document, PID of an HL7 v2 message, the
 * subscriber and patient loops of an X12 interchange, Patient resources of a FHIR bundle. Only for truth tables of public sample
 * files; shares no code with the readers that it tests, and is no reader for evidence (regular expressions over trusted text).
 */

/** Elements as detection names them; values as they stand in the file, dates as YYYY-MM-DD. */
export interface StructuredPerson {
  readonly given: string;
  readonly family: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export type StructuredKind = 'ccda' | 'hl7v2' | 'x12' | 'fhir';

/** [HL7 CDA R2] an id with this root is a Social Security number. */
const SSN_ROOT = '2.16.840.1.113883.4.1';

class Values {
  readonly #all = new Map<string, Set<string>>();

  add(element: string, value: string | undefined): void {
    const text = (value ?? '').replace(/\s+/g, ' ').trim();
    if (text === '') return;
    const known = this.#all.get(element);
    if (known === undefined) this.#all.set(element, new Set([text]));
    else known.add(text);
  }

  record(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#all].map(([element, values]) => [element, [...values]]));
  }
}

export function readStructured(kind: StructuredKind, text: string): readonly StructuredPerson[] {
  switch (kind) {
    case 'ccda':
      return readCda(text);
    case 'hl7v2':
      return readHl7(text);
    case 'x12':
      return readX12(text);
    case 'fhir':
      return readFhir(text);
  }
}

/** YYYYMMDD… → YYYY-MM-DD; less than a day is no date. */
function isoDay(value: string | undefined): string | undefined {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value ?? '');
  return parts === null ? undefined : `${parts[1]}-${parts[2]}-${parts[3]}`;
}

/* CDA: ClinicalDocument/recordTarget/patientRole. [HL7 CDA R2] 4.2.2.12 */

const block = (text: string, name: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<(?:\\w+:)?${name}\\b[^>]*?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g'))].map((hit) => hit[1] ?? '');
const plain = (xml: string): string =>
  xml
    .replace(/<!--[\s\S]*?-->|<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&apos;/g, "'")
    .trim();

function readCda(text: string): readonly StructuredPerson[] {
  return block(text, 'patientRole').flatMap((raw) => {
    const role = raw
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<(?:\w+:)?providerOrganization[\s\S]*?<\/(?:\w+:)?providerOrganization>/g, '');
    const patient = role.replace(/<(?:\w+:)?guardian\b[\s\S]*?<\/(?:\w+:)?guardian>/g, '');
    const name = block(patient, 'name')[0];
    if (name === undefined) return [];
    const given = plain(block(name, 'given')[0] ?? '');
    const family = plain(block(name, 'family')[0] ?? '');
    const values = new Values();
    for (const id of patient.matchAll(/<(?:\w+:)?id\s[^>]*>/g)) {
      const extension = /extension="([^"]*)"/.exec(id[0])?.[1];
      values.add(/root="([^"]*)"/.exec(id[0])?.[1] === SSN_ROOT ? 'ssn' : 'mrn', extension);
    }
    values.add('dob', isoDay(/<(?:\w+:)?birthTime\s[^>]*value="([^"]*)"/.exec(patient)?.[1]));
    for (const street of block(patient, 'streetAddressLine').slice(0, 1)) values.add('address.street', plain(street));
    for (const hit of patient.matchAll(/<(?:\w+:)?telecom\s[^>]*value="([^"]*)"/g)) addTelecom(values, hit[1] ?? '');
    return person(given, family, values);
  });
}

function addTelecom(values: Values, value: string): void {
  if (/^mailto:/i.test(value)) values.add('email', value.slice(7));
  else if (value.replace(/\D/g, '').length >= 10) values.add('phone', value.replace(/^tel:/i, ''));
}

function person(given: string, family: string, values: Values): readonly StructuredPerson[] {
  return /\p{L}{2}/u.test(family) && /\p{L}/u.test(given) ? [{ given, family, values: values.record() }] : [];
}

/* HL7 v2: PID. [HL7 v2.5.1] 3.4.2 */

function readHl7(text: string): readonly StructuredPerson[] {
  const segments = text.split(/\r\n|\r|\n/);
  const header = segments.find((line) => line.startsWith('MSH'));
  const field = header?.[3] ?? '|';
  const [component = '^', repeat = '~', , sub = '&'] = [...(header?.slice(4, 8) ?? '^~\\&')];
  return segments
    .filter((line) => line.startsWith(`PID${field}`))
    .flatMap((line) => {
      const cells = line.split(field);
      const parts = (at: number): readonly (readonly string[])[] => (cells[at] ?? '').split(repeat).map((one) => one.split(component));
      const [family = '', given = ''] = (parts(5)[0] ?? []).map((part) => part.split(sub)[0] ?? '');
      const values = new Values();
      for (const id of parts(3)) values.add(id[4] === 'SS' ? 'ssn' : id[4] === 'DL' ? 'drivers_license' : 'mrn', id[0]);
      values.add('dob', isoDay(cells[7]));
      values.add('address.street', (parts(11)[0]?.[0] ?? '').replaceAll(sub, ' '));
      for (const phone of [...parts(13), ...parts(14)]) {
        const number = phone[0] !== undefined && phone[0] !== '' ? phone[0] : `${phone[5] ?? ''}${phone[6] ?? ''}`;
        if (/^\D*(?:\d\D*){10,11}$/.test(number)) values.add('phone', number);
        if ((phone[3] ?? '').includes('@')) values.add('email', phone[3]);
      }
      values.add('ssn', parts(19)[0]?.[0]);
      return person(given, family, values);
    });
}

/* X12: NM1*IL (subscriber), NM1*QC (patient), NM1*74 (corrected insured), with the segments of their loop. */

const LOOP_SEGMENTS = new Set(['N3', 'N4', 'DMG', 'PER', 'REF']);

function readX12(text: string): readonly StructuredPerson[] {
  const at = text.indexOf('ISA');
  const field = at >= 0 ? (text[at + 3] ?? '*') : '*';
  const end = at >= 0 ? (text[at + 105] ?? '~') : '~';
  const segments = text.split(end === '\r' ? /\r?\n/ : end).map((one) => one.trim().split(field));
  const people: StructuredPerson[] = [];
  segments.forEach((segment, index) => {
    if (segment[0] !== 'NM1' || segment[2] !== '1' || !['IL', 'QC', '74'].includes(segment[1] ?? '')) return;
    const values = new Values();
    if (segment[8] === 'MI') values.add('member_id', segment[9]);
    if (segment[8] === '34') values.add('ssn', segment[9]);
    for (const next of segments.slice(index + 1)) {
      if (!LOOP_SEGMENTS.has(next[0] ?? '')) break;
      if (next[0] === 'N3') values.add('address.street', next[1]);
      if (next[0] === 'DMG') values.add('dob', isoDay(next[2]));
      if (next[0] === 'REF' && next[1] === 'SY') values.add('ssn', next[2]);
      if (next[0] === 'PER') next.forEach((cell, i) => (cell === 'TE' || cell === 'HP' ? values.add('phone', next[i + 1]) : undefined));
    }
    people.push(...person(segment[4] ?? '', segment[3] ?? '', values));
  });
  return people;
}

/* FHIR: Patient. [FHIR R4] 8.1 */

interface FhirPatient {
  readonly name?: readonly { readonly family?: string; readonly given?: readonly string[] }[];
  readonly birthDate?: string;
  readonly identifier?: readonly { readonly value?: string; readonly type?: { readonly coding?: readonly { readonly code?: string }[] } }[];
  readonly telecom?: readonly { readonly system?: string; readonly value?: string }[];
  readonly address?: readonly { readonly line?: readonly string[] }[];
}
const FHIR_IDS: Readonly<Record<string, string>> = {
  MR: 'mrn',
  SS: 'ssn',
  SB: 'ssn',
  DL: 'drivers_license',
  PPN: 'passport',
  MB: 'member_id',
};

function readFhir(text: string): readonly StructuredPerson[] {
  const bundle = JSON.parse(text) as { entry?: { resource: { resourceType: string } & FhirPatient }[] }; // a published sample file
  return (bundle.entry ?? [])
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === 'Patient')
    .flatMap((patient) => {
      const values = new Values();
      for (const id of patient.identifier ?? []) {
        const element = FHIR_IDS[id.type?.coding?.[0]?.code ?? ''];
        if (element !== undefined) values.add(element, id.value);
      }
      values.add('dob', isoDay(patient.birthDate));
      for (const { system, value } of patient.telecom ?? []) if (system === 'phone' || system === 'email') values.add(system, value);
      values.add('address.street', patient.address?.[0]?.line?.[0]);
      return person(patient.name?.[0]?.given?.[0] ?? '', patient.name?.[0]?.family ?? '', values);
    });
}
