/** The data elements of the contract, section 3, in the groups that letters, law and the report use. */
export const ELEMENT_GROUPS = {
  names: ['name', 'name.maiden', 'name.alias'],
  birth: ['dob', 'birth_year', 'age', 'age.over89'],
  contact: ['address.street', 'address.city', 'address.zip', 'address.zip4', 'address.po_box', 'phone', 'phone.work', 'fax', 'email'],
  'health-id': [
    'mrn', 'member_id', 'policy_no', 'subscriber_id', 'group_no', 'mbi', 'hicn', 'medicaid_id', 'account_no', 'encounter_id',
    'accession', 'claim_no', 'auth_no', 'rx_no', 'order_no',
  ],
  health: [
    'date.service', 'date.admission', 'date.discharge', 'date.appointment', 'date.death', 'lab.test', 'lab.result', 'dx', 'px', 'med',
    'vital', 'allergy', 'immunisation', 'imaging', 'procedure', 'symptom', 'treatment', 'pathology', 'provider_of_care',
    'device.implant', 'insurance.plan', 'insurance.eligibility', 'insurance.denial', 'insurance.benefit', 'claim.detail', 'billing.amount',
  ],
  'government-id': [
    'ssn', 'ssn.last4', 'itin', 'atin', 'drivers_license', 'state_id', 'passport', 'military_id', 'birth_cert', 'voter_id',
    'tribal_id', 'foreign_id', 'immigration',
  ],
  financial: [
    'card.pan', 'card.last4', 'card.expiry', 'card.cvv', 'card.pin', 'bank.account', 'bank.routing', 'iban', 'swift', 'tax.form',
    'salary', 'credit_score', 'crypto_wallet',
  ],
  credentials: [
    'cred.password', 'cred.username_pair', 'cred.api_key', 'cred.private_key', 'cred.conn_string', 'cred.mfa_seed',
    'cred.security_answer', 'cred.portal_link', 'username', 'mothers_maiden',
  ],
  other: [
    'biometric', 'photo.face', 'signature.image', 'demographic.sex', 'demographic.gender', 'demographic.orientation',
    'demographic.race', 'demographic.ethnicity', 'demographic.language', 'demographic.marital', 'demographic.religion',
    'demographic.nationality', 'demographic.veteran', 'demographic.disability', 'employment.employer', 'employment.title',
    'employment.id', 'education.school', 'education.student_id', 'vehicle.vin', 'vehicle.plate', 'ip', 'mac', 'imei',
    'device.serial', 'udi', 'url.personal', 'licence.professional',
  ],
  /** Kept as evidence, never an element of a person to be told. */
  evidence: [
    'npi', 'dea', 'ein', 'geo.facility', 'id.unknown', 'date.print', 'date.sent', 'date.form', 'date.version', 'date.effective',
    'date.expiry', 'date.unknown', 'genetic',
  ],
} as const;

export type ElementGroup = keyof typeof ELEMENT_GROUPS;
export type ElementId = (typeof ELEMENT_GROUPS)[ElementGroup][number];

const GROUP_OF = new Map<string, ElementGroup>(
  (Object.entries(ELEMENT_GROUPS) as [ElementGroup, readonly string[]][]).flatMap(([group, ids]) => ids.map((id) => [id, group] as const)),
);

export const ELEMENT_IDS = [...GROUP_OF.keys()] as readonly ElementId[];
export const isElementId = (text: string): text is ElementId => GROUP_OF.has(text);
/** The group of an element; `evidence` for what is never told. */
export function groupOf(element: ElementId): ElementGroup {
  return GROUP_OF.get(element) ?? 'evidence';
}

/** Sensitive tags of the contract, section 3 (health group): they qualify a finding and follow the person. */
export const SENSITIVE_TAGS = [
  'sud', 'hiv', 'mental_health', 'psychotherapy_note', 'reproductive', 'sti', 'sexual_assault', 'domestic_violence', 'gender_care',
  'genetic', 'child_abuse', 'disability', 'incarceration', 'minor',
] as const;
export type SensitiveTag = (typeof SENSITIVE_TAGS)[number];

/** What a text asserts of a medical fact. `present` is not written as a tag. */
export type Assertion = 'present' | 'negated' | 'family' | 'hypothetical' | 'historical' | 'other-person' | 'template';
