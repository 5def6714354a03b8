/** Which program a record comes from: family, agent, operating system. */
import type { LogEvent } from '../../model/index.ts';

export type ClientFamily = LogEvent['client']['family'];

/** From `ClientInfoString` and the process name of an Exchange record. */
export function exchangeFamily(info: string, process: string, isGraph: boolean): ClientFamily {
  if (/RESTSystem/i.test(info)) return 'rest-system';
  if (/Client=OWA/i.test(info)) return 'owa';
  if (/IMAP4?/i.test(info)) return 'imap';
  if (/POP3?(?:;|$)/i.test(info)) return 'pop';
  if (/ActiveSync|AirSync/i.test(info)) return 'eas';
  if (/OutlookService|Outlook-(?:iOS|Android)/i.test(info)) return 'mobile';
  if (/WebServices|Client=EWS/i.test(info)) return 'ews';
  if (/MSExchangeRPC|Client=Outlook|MAPI/i.test(info) || /outlook/i.test(process)) return 'outlook';
  if (/PowerShell|Monad/i.test(info)) return 'powershell';
  if (/Client=REST/i.test(info)) return isGraph ? 'graph' : 'rest';
  return 'other';
}

/** From the agent or Entra's `clientAppUsed` of a sign-in. A browser is Outlook on the web, as far as mail goes. */
export function signInFamily(agent: string, used: string): ClientFamily {
  if (/imap/i.test(used) || /BAV2ROPC/i.test(agent)) return 'imap';
  if (/pop/i.test(used)) return 'pop';
  if (/activesync/i.test(used)) return 'eas';
  if (/exchange web services/i.test(used)) return 'ews';
  if (/browser/i.test(used) || /Mozilla\//.test(agent)) return 'owa';
  return 'other';
}

/** The operating system's family: versions change with every update and tell nothing of who sits there. */
export function osFamily(text: string): string | undefined {
  if (/Windows/i.test(text)) return 'Windows';
  if (/iPhone|iPad|iOS/i.test(text)) return 'iOS';
  if (/Macintosh|Mac ?OS/i.test(text)) return 'macOS';
  if (/Android/i.test(text)) return 'Android';
  if (/CrOS/.test(text)) return 'ChromeOS';
  if (/Linux|X11|Ubuntu/i.test(text)) return 'Linux';
  return undefined;
}
