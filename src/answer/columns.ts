/** Columns of the contract, section 4, in their order. A column may be added at the end; none is renamed or dropped. */
const words = <T extends string>(text: T): readonly string[] => text.split(/,\s*/);

export const COLUMNS = {
  items: words(
    'item_id, parent_id, family_id, source, path, kind, media_type, name, message_id, date, from, to, subject, folder, bytes, sha256, state, reason, text_chars, pages, duplicate_of, recovered',
  ),
  gaps: words('gap_id, kind, item_id, source, path, what, why, consequence, remedy, bytes, people_at_risk'),
  findings: words(
    'finding_id, individual_id, item_id, message_id, element, tags, value_masked, locator, start, end, confidence, tier, rule, linked_by, link_confidence, runner_up, subject_role',
  ),
  individuals: words(
    'individual_id, status, role, name, given, middle, family, suffix, dob, death_date, minor, mrn, member_id, roster_id, match, match_confidence, namesakes, address1, address2, city, state, zip, country, email, language, elements, tags, items, messages, first_date, last_date, access, access_low, access_high, notify, notify_why, confidence, alternatives, address_source, flags, entity',
  ),
  access: words(
    'item_id, message_id, mailbox, folder, date, subject, verdict, verdict_low, verdict_high, depth, grade, reason, first_reached, last_reached, sessions, records, join, list_line, rules, presumptions, k_of_n, untestable, decision',
  ),
  sessions: words(
    'session_id, mailbox, label, first, last, ips, asns, clients, apps, records, messages, reasons, grade, devices, tokens, first_item, mixed, other_mailboxes',
  ),
  containment: words('action, target, why, records, command, done_at, done_evidence, state, verify, technique'),
  coverage: words('source, mailbox, from, to, state, why, command_to_close'),
  missing: words('mailbox, message_id, item_ref, folder, first_reached, sessions, records, bytes, why'),
  scope: words('mailbox, contexts, records, items, first, last'),
  duties: words(
    'duty_id, jurisdiction, recipient, law, trigger, trigger_date, amount, unit, due, threshold, count_low, count_expected, count_high, state, confidence, arithmetic, needs_sign_off, recipient_name, required, target, actual, days_late, entity',
  ),
  letters: words(
    'individual_id, variant, language, name, address1, address2, city, state, zip, elements_in_words, letter_id, wave, country, entity, sha256',
  ),
} as const;
