/**
 * report.html: one file, no script, nothing loaded from elsewhere; prints. First screen: the number to tell, by when, and how many
 * open decisions could change it. No run time, host or user name: the same input gives the same bytes.
 */
import { readFileSync } from 'node:fs';
import { rulesFile } from '../../kernel/package-root.ts';
import { digestOf } from '../../kernel/index.ts';
import type { AnswerBundle } from '../bundle.ts';
import { daysUntil } from '../days.ts';
import { peopleCounts } from '../numbers.ts';
import type { SummaryJson } from '../summary.ts';
import { count, escapeHtml, longDate, numberLink, things } from './html.ts';
import { openDecisions, openDecisionsTable } from './open-decisions.ts';
import {
  decisions,
  dutiesAndDates,
  howSure,
  howThisWasMade,
  theNumber,
  whatHappened,
  whatIsNotKnown,
  whatTheyReached,
  whatWasNotThere,
  whatWeDid,
  type ReportInput,
} from './sections.ts';

export interface FolderVerdicts {
  readonly folder: string;
  readonly verdicts: Readonly<Record<string, number>>;
}

const TITLES = [
  'What happened',
  'The number',
  'How sure',
  'What they reached',
  'What was not there',
  'Duties and dates',
  'What we did',
  'What is not known',
  'Decisions',
  'How this was made',
];

export function reportHtml(bundle: AnswerBundle, summary: SummaryJson, folders: readonly FolderVerdicts[]): string {
  const input: ReportInput = { bundle, summary };
  const title = `${bundle.config.case}: report on ${things(bundle.config.mailboxes.length, 'mailbox', 'mailboxes')}`;
  const body = [
    whatHappened(input),
    theNumber(input),
    howSure(input),
    whatTheyReached(input, folders),
    whatWasNotThere(input),
    dutiesAndDates(input),
    whatWeDid(input),
    whatIsNotKnown(input),
    decisions(input, openDecisionsTable(bundle)),
    howThisWasMade(input),
  ].join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} (draft)</title>
<style>
${readFileSync(rulesFile('report/report.css'), 'utf8')}</style>
</head>
<body>
${readFileSync(rulesFile('report/symbols.svg'), 'utf8')}
<div class="doc">
${head(bundle, summary, title)}
<nav aria-label="Contents"><ol>${TITLES.map((name, index) => `<li><a href="#s${index + 1}"><span class="no">${index + 1}</span>${name}</a></li>`).join('')}</ol></nav>
<main>
${body}
</main>
<footer><p>${escapeHtml(bundle.product.name)} ${escapeHtml(bundle.product.version)} · ${escapeHtml(title)} · as of ${longDate(bundle.config.asOf)} · evidence <code>${evidenceDigest(bundle)}</code></p></footer>
</div>
<script type="application/json" id="numbers">${JSON.stringify(summary.numbers).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`;
}

function evidenceDigest(bundle: AnswerBundle): string {
  return digestOf(bundle.inputs.map(({ sha256 }) => sha256)).slice(0, 8);
}

function head(bundle: AnswerBundle, summary: SummaryJson, title: string): string {
  const people = peopleCounts(bundle.people);
  const told = people.notify.yes + people.notify.undecided;
  const { low, expected, high } = bundle.counts.total;
  const open = openDecisions(bundle).length;
  const lost = bundle.lostSources
    .map(
      ({ name, why }) =>
        `<p class="note"><b>Not read: ${escapeHtml(name)}.</b> ${escapeHtml(why)} The counts below are without what was not read of it.</p>`,
    )
    .join('');
  const verdict = (name: string): string => numberLink(`N-messages-${name}`, bundle.messageVerdicts[name] ?? 0);
  const unknown = (bundle.messageVerdicts['possible'] ?? 0) + (bundle.messageVerdicts['unassessed'] ?? 0);
  const none = bundle.negatives
    .filter(({ holds, element }) => holds && (element === 'ssn' || element === 'card.pan'))
    .map(({ element }) => (element === 'ssn' ? 'Social Security number' : 'card number'));
  const lead = [
    `Records of the intruder name ${verdict('accessed')} messages and cover ${verdict('presumed')} more; for ${count(unknown)} it cannot be ruled out, and ${verdict('excluded')} are excluded by complete logs.`,
    none.length === 0 ? '' : `No ${none.join(' and no ')} was found in ${count(bundle.items.read)} of ${count(bundle.items.total)} items.`,
  ].join(' ');
  return `<header>
<p class="bar0"><b>${escapeHtml(bundle.config.case)}</b><span>${escapeHtml(bundle.config.organisation.name)}</span><span>as of ${longDate(bundle.config.asOf)}</span><span>evidence <code>${evidenceDigest(bundle)}</code></span><span class="draft">DRAFT – not for sending</span></p>
<h1>${escapeHtml(title)}</h1>
${lost}${bundle.items.messages + bundle.items.attachments === 0 ? '<p class="note"><b>No mailbox was read.</b> People cannot be counted; the logs give verdicts on the messages that they name.</p>' : ''}
<p class="big"><a class="n" id="N-people" href="#s2">${count(told)}</a> <small>people to notify${dueWords(bundle)}</small></p>
<p class="band">low ${count(low)} · expected ${count(expected)} · high ${count(high)}. ${open === 0 ? 'No open decision could change it.' : `${things(open, 'open decision')} could change it; until then ${numberLink('N-undecided', people.notify.undecided)} undecided people are counted.`}</p>
<p class="lead">${lead}</p>
<dl class="four">
<div><dt>Items read whole</dt><dd>${bundle.items.total === 0 ? '0' : ((100 * bundle.items.read) / bundle.items.total).toFixed(2)} % <span class="sub">${bundle.items.unread.length === 0 ? 'nothing left out' : `${count(bundle.items.unread.length)} not`}</span></dd></div>
<div><dt>Matched to the list</dt><dd>${count(summary.individuals.by_match['auto'] ?? 0)} <span class="sub">of ${count(told)} without a question</span></dd></div>
<div><dt>Intruder’s contexts</dt><dd>${count(summary.access.intruder_sessions)} <span class="sub">${count(summary.access.unknown_sessions)} not labelled</span></dd></div>
<div><dt>Gaps</dt><dd>${count(bundle.gaps.length)} <span class="sub">section 8</span></dd></div>
</dl>
${signs(bundle)}
</header>`;
}

function dueWords(bundle: AnswerBundle): string {
  const due = firstDue(bundle);
  return due === undefined ? ', date not known yet' : ` by ${longDate(due)}`;
}

function firstDue(bundle: AnswerBundle): string | undefined {
  return bundle.duties
    .filter(({ recipient, state, due }) => recipient === 'individuals' && due !== '' && (state === 'due' || state === 'late'))
    .map(({ due }) => due)
    .sort((a, b) => (a < b ? -1 : 1))[0];
}

function signs(bundle: AnswerBundle): string {
  const due = firstDue(bundle);
  const signed = bundle.decisions.filter(({ kind }) => kind === 'assess.sign').length;
  if (due === undefined)
    return '<div class="signs"><p class="warn"><b>No date can be computed</b>: the day of discovery is not given.</p></div>';
  const left = daysUntil(bundle.config.asOf, due);
  return `<div class="signs"><p><b>Due ${longDate(due)}</b>, ${left < 0 ? `<b class="warn">${things(-left, 'day')} late</b>` : `${things(left, 'day')} left`}</p><p>${signed === 0 ? 'Not signed yet' : things(signed, 'signature')}</p></div>`;
}
