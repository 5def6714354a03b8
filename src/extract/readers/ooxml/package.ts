/**
 * An Office Open XML package: parts by name, their relationships, and what stood in the way of reading them. [ECMA-376-2] 9, 10.
 * A part that a reader with meaning takes is marked; all others are read by `leftover.ts`.
 */
import { listZip, readZipEntry, type Limits, type ZipEntry } from '../../../kernel/index.ts';
import type { ReadGap } from '../../../model/index.ts';
import { gap } from '../gap.ts';
import { parseXml, type XmlHandlers } from '../xml.ts';
import { asGap } from '../zip.ts';

export interface Relationship {
  readonly id: string;
  /** Last word of the type's address: `worksheet`, `header`, `hyperlink`. */
  readonly type: string;
  /** Part name without leading slash, or the address as written when external. */
  readonly target: string;
  readonly external: boolean;
}

export interface Part {
  readonly name: string;
  readonly entry: ZipEntry;
}

/** Parts are unpacked one after the other, but the large ones are kept for their children. spec/ingest.md 7 */
const PACKAGE_BYTES_MAX = 512 * 1024 ** 2;
const RELATIONSHIPS_MAX = 100_000;

export class OoxmlPackage {
  readonly parts: readonly Part[];
  readonly gaps: ReadGap[] = [];
  readonly #bytes: Uint8Array;
  readonly #limits: Limits;
  readonly #byName = new Map<string, Part>();
  readonly #taken = new Set<Part>();
  #budget: number;

  constructor(bytes: Uint8Array, limits: Limits) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#budget = Math.min(limits.outputBytesMax, PACKAGE_BYTES_MAX, bytes.length * limits.ratioMax + limits.outputSlackBytes);
    const listing = listZip(bytes, limits.partsMax);
    this.gaps.push(...listing.problems);
    this.parts = listing.entries
      .filter((entry) => !entry.isDirectory)
      .map((entry) => ({ name: entry.name.replaceAll('\\', '/').replace(/^\/+/, ''), entry }));
    for (const part of this.parts) {
      // Names of parts do not know case. [ECMA-376-2] 9.1.1; of two with one name the first is the part, the other a hiding place.
      const key = part.name.toLowerCase();
      if (!this.#byName.has(key)) this.#byName.set(key, part);
    }
  }

  find(name: string): Part | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** Parts that no reader has taken. */
  leftover(): readonly Part[] {
    return this.parts.filter((part) => !this.#taken.has(part));
  }

  take(part: Part): void {
    this.#taken.add(part);
  }

  isTaken(part: Part): boolean {
    return this.#taken.has(part);
  }

  /** Bytes of a part as far as they can be had; what is missing becomes a gap of the package. */
  bytes(part: Part): Uint8Array | undefined {
    const at = `ooxml:${part.entry.index}`;
    if (this.#budget <= 0) {
      this.gaps.push(gap('output', { at }));
      return undefined;
    }
    const reading = readZipEntry(this.#bytes, part.entry, { ...this.#limits, outputBytesMax: this.#budget });
    if (!reading.ok) {
      this.gaps.push({ ...asGap(reading.gap), at });
      return undefined;
    }
    this.#budget -= reading.value.length;
    this.gaps.push(...reading.gaps.map((one) => ({ ...asGap(one), at })));
    return reading.value;
  }

  /** Parses a part and marks it as taken. A fault in its XML is a gap; what was read before it stays. */
  parse(part: Part, handlers: XmlHandlers): boolean {
    this.take(part);
    const bytes = this.bytes(part);
    if (bytes === undefined) return false;
    if (parseXml(bytes, handlers).broken) this.gaps.push(gap('ooxml.xml-broken', { at: `ooxml:${part.entry.index}` }));
    return true;
  }

  /** Relationships of a part; of the package itself for the empty name. */
  relationships(partName: string): Relationship[] {
    const slash = partName.lastIndexOf('/') + 1;
    const folder = partName.slice(0, slash);
    const part = this.find(`${folder}_rels/${partName.slice(slash)}.rels`);
    const found: Relationship[] = [];
    if (part === undefined) return found;
    const bytes = this.bytes(part);
    if (bytes === undefined) return found;
    parseXml(bytes, {
      open: (name, attributes) => {
        if (name !== 'Relationship' || found.length >= RELATIONSHIPS_MAX) return;
        const external = attributes['TargetMode'] === 'External';
        const target = attributes['Target'] ?? '';
        const type = attributes['Type'] ?? '';
        found.push({
          id: attributes['Id'] ?? '',
          type: type.slice(type.lastIndexOf('/') + 1),
          target: external ? target : resolve(folder, target),
          external,
        });
      },
    });
    return found;
  }
}

function resolve(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps: string[] = folder.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** Value of an attribute whatever its prefix. */
export function attribute(attributes: Readonly<Record<string, string>>, local: string): string | undefined {
  const plain = attributes[local];
  if (plain !== undefined) return plain;
  for (const key of Object.keys(attributes)) {
    if (key.endsWith(local) && key[key.length - local.length - 1] === ':') return attributes[key];
  }
  return undefined;
}

const CFB_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

/** A locked package lies in a compound file with a stream of this name. [MS-OFFCRYPTO] 2.3.4 */
export function isEncryptedPackage(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.subarray(0, 8).equals(CFB_MAGIC) && file.includes(ENCRYPTED_STREAM);
}
