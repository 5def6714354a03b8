/**
 * Properties of MAPI objects as every store of them gives them: PST, and by the same tags MSG and TNEF. [MS-OXPROPS], [MS-OXCDATA] 2.11.1
 * The code that makes messages of them (mapi-*.ts) knows only this file, never the store.
 */

/** Property types. */
export const TYPE = {
  int16: 0x0002,
  int32: 0x0003,
  float32: 0x0004,
  float64: 0x0005,
  currency: 0x0006,
  appTime: 0x0007,
  error: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  int64: 0x0014,
  narrow: 0x001e,
  wide: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
} as const;
/** A property with many values has this bit in its type. */
export const MULTIPLE = 0x1000;

/** Property identifiers that are read here. */
export const PROP = {
  messageClass: 0x001a,
  importance: 0x0017,
  subject: 0x0037,
  clientSubmitTime: 0x0039,
  subjectPrefix: 0x003d,
  representingName: 0x0042,
  representingAddressType: 0x0064,
  representingAddress: 0x0065,
  transportHeaders: 0x007d,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddressType: 0x0c1e,
  senderAddress: 0x0c1f,
  senderEntryId: 0x0c19,
  representingEntryId: 0x0041,
  displayBcc: 0x0e02,
  displayCc: 0x0e03,
  displayTo: 0x0e04,
  deliveryTime: 0x0e06,
  messageFlags: 0x0e07,
  messageSize: 0x0e08,
  normalizedSubject: 0x0e1d,
  attachSize: 0x0e20,
  entryId: 0x0fff,
  body: 0x1000,
  rtfCompressed: 0x1009,
  html: 0x1013,
  nativeBody: 0x1016,
  messageId: 0x1035,
  references: 0x1039,
  inReplyTo: 0x1042,
  displayName: 0x3001,
  addressType: 0x3002,
  emailAddress: 0x3003,
  comment: 0x3004,
  creationTime: 0x3007,
  modificationTime: 0x3008,
  ipmSubtree: 0x35e0,
  contentCount: 0x3602,
  unreadCount: 0x3603,
  containerClass: 0x3613,
  associatedCount: 0x3617,
  attachData: 0x3701,
  attachExtension: 0x3703,
  attachFilename: 0x3704,
  attachMethod: 0x3705,
  attachLongFilename: 0x3707,
  attachPathname: 0x3708,
  attachLongPathname: 0x370d,
  attachMimeTag: 0x370e,
  attachContentId: 0x3712,
  attachFlags: 0x3714,
  attachHidden: 0x7ffe,
  smtpAddress: 0x39fe,
  internetCodePage: 0x3fde,
  messageCodePage: 0x3ffd,
  messageLocale: 0x3ff1,
  senderSmtp: 0x5d01,
  representingSmtp: 0x5d02,
  rowId: 0x67f2,
} as const;

/** A property set: what a property context, a table row or a MSG stream holds. Values are decoded when asked for. */
export interface PropertyBag {
  /** Identifiers, ascending. */
  ids(): readonly number[];
  /** Type without the bit for many values; undefined: there is no such property. */
  typeOf(id: number): number | undefined;
  /** Text of either width, without a final NUL. */
  text(id: number): string | undefined;
  texts(id: number): readonly string[];
  /** Whole numbers and booleans (0 or 1). */
  number(id: number): number | undefined;
  /** Milliseconds UTC. */
  time(id: number): number | undefined;
  /** The bytes of a value of variable size, whatever its type. */
  bytes(id: number): Uint8Array | undefined;
  /** The values of a property with many values of variable size. */
  parts(id: number): readonly Uint8Array[];
}

/** Name of a property above 0x8000. [MS-OXPROPS] 1.3.2 */
export interface PropertyName {
  /** GUID of its set in lower case. */
  readonly set: string;
  readonly name: string | number;
}

/** 100-nanosecond steps between 1601 and 1970. [MS-DTYP] 2.3.3 */
const STEPS_TO_1970 = 116_444_736_000_000_000n;
/** Years 1601 to 2500: beyond lies Outlook's "none" (year 4501) and damage. */
const TIME_MIN = Date.UTC(1601, 0, 2);
const TIME_MAX = Date.UTC(2500, 0, 1);

/** FILETIME as milliseconds UTC; undefined for zero, for "none" and for what no date can be. */
export function fileTimeMs(low: number, high: number): number | undefined {
  const steps = (BigInt(high) << 32n) | BigInt(low);
  if (steps === 0n) return undefined;
  const ms = Number((steps - STEPS_TO_1970) / 10_000n);
  return ms >= TIME_MIN && ms <= TIME_MAX ? ms : undefined;
}
