/**
 * The file as regions: each begins with its allocation map (2.2.2.7.2) and is written once, when it is full.
 * Space is only ever appended, so a region's map is known when the region is.
 */
import fs from 'node:fs';
import { assert, FREE_MAP, FREE_PAGE_MAP, PAGE_MAP_EVERY, PAGE_TYPE, pstCrc, putId, regionBytes, roundUp, signature } from './format.ts';
import type { Layout } from './format.ts';

export interface Bref {
  readonly bid: number;
  readonly ib: number;
}

/** What ROOT (2.2.2.5) says of the file's space. */
export interface SpaceTotals {
  readonly fileEof: number;
  readonly lastMap: number;
  readonly freeBytes: number;
}

const ANSI_FILE_BYTES_MAX = 2 ** 31 - 1;
/** 2.2.2.7.4 rgDListPageEnt: how many allocation maps the density list names. */
const DENSITY_ENTRIES_MAX = 100;

export class Space {
  readonly layout: Layout;
  readonly #file: number;
  readonly #region: Buffer;
  readonly #map: Buffer;
  #index = 0;
  #used = 0;
  #freeSlots = 0;
  #totalFree = 0;
  readonly #density: { index: number; freeSlots: number }[] = [];

  constructor(path: string, layout: Layout) {
    this.layout = layout;
    this.#file = fs.openSync(path, 'w+');
    this.#region = Buffer.alloc(regionBytes(layout));
    this.#map = Buffer.alloc(layout.mapBytes);
    this.#openRegion();
  }

  /** Reserves space and hands out the memory that will be written there. */
  take(bytes: number, align: number): { ib: number; memory: Buffer } {
    const { slotBytes } = this.layout;
    const size = roundUp(bytes, slotBytes);
    assert(size <= this.layout.blockBytesMax, 'an allocation is at most one block');
    let start = roundUp(this.#used, align);
    if (start + size > this.#region.length) {
      this.#sealRegion();
      this.#index += 1;
      this.#openRegion();
      start = roundUp(this.#used, align);
    }
    assert(this.layout.idBytes === 8 || this.#regionAt() + this.#region.length <= ANSI_FILE_BYTES_MAX, 'an ANSI file has less than 2 GB');
    this.#mark(start / slotBytes, size / slotBytes);
    this.#used = start + size;
    return { ib: this.#regionAt() + start, memory: this.#region.subarray(start, start + size) };
  }

  /** Writes a page (2.2.2.7): `fill` gets its body, all zero. */
  writePage(type: number, bid: number, fill: (page: Buffer) => void): Bref {
    const { ib, memory } = this.take(this.layout.pageBytes, this.layout.pageBytes);
    fill(memory);
    sealPage(this.layout, memory, type, bid, ib);
    return { bid, ib };
  }

  /** Writes what is left: the last region, the density list and, by `fillHeader`, the header. */
  close(densityBid: number, headerBytes: number, fillHeader: (header: Buffer, totals: SpaceTotals) => void): void {
    this.#sealRegion();
    const totals = { fileEof: this.#regionAt() + this.#region.length, lastMap: this.#regionAt(), freeBytes: this.#totalFree };
    fs.ftruncateSync(this.#file, totals.fileEof);
    this.#writeDensityList(densityBid);
    const header = Buffer.alloc(headerBytes);
    fillHeader(header, totals);
    fs.writeSync(this.#file, header, 0, header.length, 0);
    fs.closeSync(this.#file);
  }

  #regionAt(): number {
    return this.layout.firstMapAt + this.#index * this.#region.length;
  }

  #openRegion(): void {
    this.#region.fill(0);
    this.#map.fill(0);
    this.#freeSlots = this.#map.length * 8;
    const pages = 1 + this.#otherMaps().length;
    this.#used = pages * this.layout.pageBytes;
    this.#mark(0, this.#used / this.layout.slotBytes);
  }

  /** The maps that follow the allocation map here. All but it are deprecated: filled with ones (2.2.2.7.3). */
  #otherMaps(): number[] {
    if (!this.layout.hasPageMaps || this.#index % PAGE_MAP_EVERY !== 0) return [];
    const maps: number[] = [PAGE_TYPE.pageMap];
    if (isEvery(this.#index, FREE_MAP)) maps.push(PAGE_TYPE.freeMap);
    if (isEvery(this.#index, FREE_PAGE_MAP)) maps.push(PAGE_TYPE.freePageMap);
    return maps;
  }

  /** One bit a slot, the most significant first. */
  #mark(slot: number, count: number): void {
    for (let i = slot; i < slot + count; i += 1) this.#map[i >>> 3] = (this.#map[i >>> 3] ?? 0) | (0x80 >>> (i & 7));
    this.#freeSlots -= count;
  }

  #sealRegion(): void {
    const { layout } = this;
    const page = (n: number): Buffer => this.#region.subarray(n * layout.pageBytes, (n + 1) * layout.pageBytes);
    this.#map.copy(page(0));
    sealPage(layout, page(0), PAGE_TYPE.allocationMap, this.#regionAt(), this.#regionAt());
    this.#otherMaps().forEach((type, i) => {
      const at = this.#regionAt() + (i + 1) * layout.pageBytes;
      page(i + 1).fill(0xff, 0, layout.mapBytes);
      sealPage(layout, page(i + 1), type, at, at);
    });
    const end = this.#used;
    fs.writeSync(this.#file, this.#region, 0, end, this.#regionAt());
    this.#totalFree += this.#freeSlots * layout.slotBytes;
    this.#density.push({ index: this.#index, freeSlots: this.#freeSlots });
    if (this.#density.length > 2 * DENSITY_ENTRIES_MAX) this.#trimDensity();
  }

  /** The emptiest regions first. */
  #trimDensity(): void {
    this.#density.sort((a, b) => b.freeSlots - a.freeSlots || a.index - b.index);
    this.#density.length = Math.min(this.#density.length, DENSITY_ENTRIES_MAX);
  }

  #writeDensityList(bid: number): void {
    const { layout } = this;
    this.#trimDensity();
    const page = Buffer.alloc(layout.pageBytes);
    page.writeUInt8(1, 0); // bFlags: DFL_BACKFILL_COMPLETE
    page.writeUInt8(this.#density.length, 1); // cEntDList
    page.writeUInt32LE(this.#index, 4); // ulCurrentPage
    this.#density.forEach((entry, i) => {
      page.writeUInt32LE(((entry.index & 0xfffff) | (Math.min(entry.freeSlots, 0xfff) << 20)) >>> 0, 8 + i * 4);
    });
    sealPage(layout, page, PAGE_TYPE.densityList, bid, layout.densityListAt);
    fs.writeSync(this.#file, page, 0, page.length, layout.densityListAt);
  }
}

const isEvery = (index: number, map: { first: number; every: number }): boolean =>
  index >= map.first && (index - map.first) % map.every === 0;

/** Maps carry no signature (2.2.2.7.1 wSig). */
const UNSIGNED: ReadonlySet<number> = new Set([PAGE_TYPE.allocationMap, PAGE_TYPE.pageMap, PAGE_TYPE.freeMap, PAGE_TYPE.freePageMap]);

/** Writes PAGETRAILER, 2.2.2.7.1. */
export function sealPage(layout: Layout, page: Buffer, type: number, bid: number, ib: number): void {
  const at = layout.pageBytes - layout.pageTrailerBytes;
  page.writeUInt8(type, at);
  page.writeUInt8(type, at + 1);
  page.writeUInt16LE(UNSIGNED.has(type) ? 0 : signature(ib, bid), at + 2);
  const crc = pstCrc(page.subarray(0, at));
  if (layout.idBytes === 4) {
    page.writeUInt32LE(bid, at + 4);
    page.writeUInt32LE(crc, at + 8);
  } else {
    page.writeUInt32LE(crc, at + 4);
    putId(page, layout, bid, at + 8);
  }
}
