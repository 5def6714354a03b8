/** Kinds of text: by how it begins, by grammar, by the steadiness of its columns. */
import { parseMailDate } from '../kernel/index.ts';
import { guessDelimiter } from './delimiter.ts';
import type { Identified } from './identify.ts';

interface TextForm {
  readonly kind: string;
  readonly mediaType: string;
  readonly begins: RegExp;
}

/** Behind a byte order mark and white space. First that fits wins. */
const FORMS: readonly TextForm[] = [
  { kind: 'rtf', mediaType: 'application/rtf', begins: /^\{\\rt/ },
  { kind: 'hl7', mediaType: 'x-application/hl7-v2+er7', begins: /^\x0b?(?:MSH|FHS|BHS)[^\w\s](?=[^\w\s]{2})/ },
  { kind: 'x12', mediaType: 'application/edi-x12', begins: /^ISA[^\w\s]\d\d[^\w\s]/ },
  { kind: 'edifact', mediaType: 'application/edifact', begins: /^(?:UNA.{6}\s?)?UNB\+/ },
  { kind: 'vcard', mediaType: 'text/vcard', begins: /^BEGIN:VCARD\b/i },
  { kind: 'ics', mediaType: 'text/calendar', begins: /^BEGIN:V(?:CALENDAR|EVENT|TODO)\b/i },
  { kind: 'pgp', mediaType: 'application/pgp-encrypted', begins: /^-----BEGIN PGP MESSAGE-----/ },
  { kind: 'pgp-signature', mediaType: 'application/pgp-signature', begins: /^-----BEGIN PGP SIGNATURE-----/ },
  { kind: 'pem', mediaType: 'application/x-pem-file', begins: /^-----BEGIN (?:CERTIFICATE|PKCS7|CMS|[A-Z ]*PRIVATE KEY|PUBLIC KEY)-----/ },
  { kind: 'html', mediaType: 'text/html', begins: /^(?:<!--[\s\S]{0,2000}?-->\s*)?(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])/i },
  { kind: 'xml', mediaType: 'application/xml', begins: /^<\?xml\s/ },
  { kind: 'svg', mediaType: 'image/svg+xml', begins: /^<svg[\s>]/ },
  {
    kind: 'html',
    mediaType: 'text/html',
    begins: /^<(?:table|div|p|span|font|center|title|meta|style|script|h[1-6]|br|b|a|ul|ol|!--)[\s>/]/i,
  },
  { kind: 'xml', mediaType: 'application/xml', begins: /^<[A-Za-z_][\w.:-]{0,100}(?:\s[^<>]{0,2000})?\/?>/ },
  { kind: 'json', mediaType: 'application/json', begins: /^(?:\{\s*"|\{\s*\}|\[\s*(?:[{["\d]|\]|true|false|null))/ },
];

/** Fields of which two and one that only programs write make a message. */
const MESSAGE_FIELDS = new Set([
  'from',
  'to',
  'subject',
  'date',
  'cc',
  'message-id',
  'received',
  'return-path',
  'mime-version',
  'content-type',
  'delivered-to',
  'reply-to',
  'sender',
  'in-reply-to',
  'references',
]);
const MACHINE_FIELDS = new Set(['message-id', 'received', 'return-path', 'mime-version', 'delivered-to']);

export function identifyText(sample: string, name?: string): Identified {
  const text = sample.replace(/^\uFEFF/, '').trimStart();
  const mail = identifyMail(sample.replace(/^\uFEFF/, ''));
  if (mail !== undefined) return mail;
  const form = FORMS.find((one) => one.begins.test(text));
  if (form !== undefined) {
    if (form.kind === 'xml' && /<html[\s>]/i.test(text.slice(0, 2000))) return { kind: 'html', mediaType: 'text/html' };
    if (form.kind === 'xml' && /<svg[\s>]/.test(text.slice(0, 2000))) return { kind: 'svg', mediaType: 'image/svg+xml' };
    return healthForm(form.kind, text.slice(0, 8000)) ?? { kind: form.kind, mediaType: form.mediaType };
  }
  if (
    /<\/(?:td|tr|table|p|div|body|html)>/i.test(text.slice(0, 20_000)) &&
    /<(?:td|tr|table|p|div|body|html)[\s>]/i.test(text.slice(0, 20_000)) &&
    /\.html?$/i.test(name ?? '')
  ) {
    return { kind: 'html', mediaType: 'text/html' };
  }
  const isNamedTable = /\.(?:csv|tsv|tab|psv)$/i.test(name ?? '');
  const delimiter = guessDelimiter(text, isNamedTable);
  if (delimiter !== undefined) return { kind: 'csv', mediaType: delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv' };
  return isNamedTable ? { kind: 'csv', mediaType: 'text/csv' } : { kind: 'text', mediaType: 'text/plain' };
}

/** JSON and XML of health care have their own kinds: their fields name persons. [FHIR R4] 2.1.28 · [CDA R2] */
function healthForm(kind: string, head: string): Identified | undefined {
  if (kind === 'json')
    return /"resourceType"\s?:\s?"[A-Z]/.test(head) ? { kind: 'fhir-json', mediaType: 'application/fhir+json' } : undefined;
  if (kind !== 'xml') return undefined;
  if (/<(?:\w{1,20}:)?ClinicalDocument[\s>]/.test(head)) return { kind: 'ccda', mediaType: 'application/cda+xml' };
  return head.includes('http://hl7.org/fhir') ? { kind: 'fhir-xml', mediaType: 'application/fhir+xml' } : undefined;
}

function identifyMail(text: string): Identified | undefined {
  const first = /^From [^\r\n]{5,300}/.exec(text)?.[0];
  const rest = first === undefined ? text : text.slice(first.length).replace(/^[\r\n]+/, '');
  const fields = headerNames(rest);
  if (first !== undefined && parseMailDate(first.replace(/^From \s*\S*/, '')) !== undefined && fields.size > 0)
    return { kind: 'mbox', mediaType: 'application/mbox' };
  const machine = [...fields].filter(([name]) => MACHINE_FIELDS.has(name)).length;
  const isFromAddress = /@/.test(fields.get('from') ?? '');
  const isPart = /^(?:content-type|mime-version):/i.test(text);
  return (fields.size >= 2 && (machine > 0 || isFromAddress)) || isPart ? { kind: 'message', mediaType: 'message/rfc822' } : undefined;
}

const HEADER_LINES_MAX = 200;

/** Message fields at the very beginning, with the start of their values. Anything that is no field ends them. */
function headerNames(text: string): Map<string, string> {
  const names = new Map<string, string>();
  let lines = 0;
  for (const line of text.slice(0, 64_000).split(/\r\n|\n|\r/, HEADER_LINES_MAX)) {
    lines += 1;
    if (line.trim() === '') break;
    if (/^[ \t]/.test(line) && lines > 1) continue;
    const hit = /^([!-9;-~]{1,76})[ \t]{0,8}:(.{0,300})/.exec(line);
    if (hit === null) break;
    const name = (hit[1] ?? '').toLowerCase();
    if (MESSAGE_FIELDS.has(name) && !names.has(name)) names.set(name, hit[2] ?? '');
  }
  return names;
}
