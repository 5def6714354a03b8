/** Elements in plain words, for letters and the report. spec/law.md 5.1. */
import type { ElementId } from '../model/index.ts';

const WORDS: Partial<Record<ElementId, string>> = {
  name: 'name', 'name.maiden': 'maiden name', 'name.alias': 'other name', dob: 'date of birth', birth_year: 'year of birth', age: 'age', 'age.over89': 'age',
  'address.street': 'street address', 'address.city': 'city', 'address.zip': 'ZIP code', 'address.zip4': 'ZIP code', 'address.po_box': 'post office box', phone: 'phone number',
  'phone.work': 'work phone number', fax: 'fax number', email: 'e-mail address', mrn: 'medical record number', member_id: 'member number', policy_no: 'policy number',
  subscriber_id: 'subscriber number', group_no: 'group number', mbi: 'Medicare number', hicn: 'Medicare claim number', medicaid_id: 'Medicaid number', account_no: 'patient account number',
  encounter_id: 'visit number', accession: 'specimen number', claim_no: 'claim number', auth_no: 'authorisation number', rx_no: 'prescription number', order_no: 'order number',
  'date.service': 'date of service', 'date.admission': 'date of admission', 'date.discharge': 'date of discharge', 'date.appointment': 'date of an appointment', 'date.death': 'date of death',
  'lab.test': 'laboratory test', 'lab.result': 'laboratory result', dx: 'diagnosis', px: 'procedure code', med: 'medicine', vital: 'vital signs', allergy: 'allergy', immunisation: 'immunisation',
  imaging: 'imaging study', procedure: 'procedure', symptom: 'symptom', treatment: 'treatment', pathology: 'pathology result', provider_of_care: 'name of a care provider',
  'device.implant': 'implanted device', 'insurance.plan': 'insurance plan', 'insurance.eligibility': 'insurance eligibility', 'insurance.denial': 'insurance denial',
  'insurance.benefit': 'insurance benefit', 'claim.detail': 'claim detail', 'billing.amount': 'billing amount', ssn: 'Social Security number', 'ssn.last4': 'last four digits of the Social Security number',
  itin: 'taxpayer number', atin: 'taxpayer number', drivers_license: 'driver’s licence number', state_id: 'state identification number', passport: 'passport number', military_id: 'military number',
  birth_cert: 'birth certificate number', voter_id: 'voter number', tribal_id: 'tribal number', foreign_id: 'foreign identification number', immigration: 'immigration number',
  'card.pan': 'payment card number', 'card.last4': 'last four digits of a payment card', 'card.expiry': 'card expiry date', 'card.cvv': 'card security code', 'card.pin': 'card PIN',
  'bank.account': 'bank account number', 'bank.routing': 'bank routing number', iban: 'bank account number', swift: 'bank code', 'tax.form': 'tax form', salary: 'salary', credit_score: 'credit score',
  crypto_wallet: 'crypto wallet', 'cred.password': 'password', 'cred.username_pair': 'user name and password', username: 'user name', mothers_maiden: 'mother’s maiden name',
};

export function elementWords(element: ElementId): string {
  return WORDS[element] ?? element.replaceAll(/[._]/g, ' ');
}
