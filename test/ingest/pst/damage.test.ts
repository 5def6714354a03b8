/** Damaged stores: what is still there is found, what is not is named, nothing throws or loops. One kind of damage a row. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { pstContainer } from '../../../src/ingest/containers/pst/index.ts';
import { PST_GAPS } from '../../../src/ingest/containers/pst/index.ts';
import { DEFAULT_LIMITS, sha256 } from '../../../src/kernel/index.ts';
import { makePst, noise, skip, sourceOf, writer, type PstSpec } from './make-pst.ts';
import { gapCodes, messagesOf, readAll, type Read } from './read-all.ts';

const MESSAGES = 60;
/** Of the attachments: every tenth message has one. */
const HASHES = new Set(Array.from({ length: MESSAGES / 10 }, (_, i) => sha256(noise(30_000, i * 10 + 1))));
const SUBJECT = /^RE: subject \d+$/;

async function makeMailbox(spec: PstSpec): Promise<Buffer> {
  return makePst(spec, (pst) => {
    for (let i = 0; i < MESSAGES; i += 1) {
      pst.folder(['Inbox', 'Inbox/Labs', 'Sent'][i % 3]!).addMessage({
        subject: `RE: subject ${i}`,
        from: 'Ann <ann@example.org>',
        to: ['bob@example.org'],
        text: `text ${i} `.repeat(20),
        html: `<p>html ${i}</p>`,
        attachments:
          i % 10 === 0
            ? [{ name: 'a.bin', data: noise(30_000, i + 1) }]
            : i % 10 === 1
              ? [{ message: { subject: `inner ${i}`, text: 'inner' } }]
              : [],
      });
    }
  });
}

/** Messages that came with subject and text, and attachments that came whole. */
function countWhole(reads: readonly Read[]): { readonly messages: number; readonly attachments: number; readonly embedded: number } {
  const messages = messagesOf(reads).filter(
    ({ headers, bodies }) => SUBJECT.test(headers.subject) && bodies.some(({ text }) => text.startsWith('text')),
  );
  const attachments = messages.flatMap((message) => message.attachments);
  return {
    messages: new Set(messages.map(({ headers }) => headers.subject)).size,
    attachments: attachments.filter((one) => one.kind === 'file' && HASHES.has(sha256(one.bytes()))).length,
    embedded: attachments.filter((one) => one.message?.().headers.subject.startsWith('inner')).length,
  };
}

/** damage: least messages, attachments (of 6) and embedded messages (of 6) that must come back, and a gap that must be named. */
const EXPECTED: readonly (readonly [damage: string, messages: number, attachments: number, embedded: number, gap: string | undefined])[] = [
  ['truncated-header', 0, 0, 0, 'pst.header.invalid'],
  ['truncated-half', 20, 2, 2, 'pst.truncated'],
  ['truncated-last-block', 60, 6, 6, 'pst.truncated'],
  ['zero-nbt-leaf', 60, 6, 6, 'pst.page.lost'],
  ['zero-bbt-leaf', 60, 6, 6, undefined],
  ['zero-map', 60, 6, 6, undefined],
  ['zero-block', 60, 5, 6, 'pst.block.damaged'],
  ['page-crc', 60, 6, 6, 'pst.page.crc'],
  ['block-crc', 60, 6, 6, 'pst.block.crc'],
  ['header-crc', 60, 6, 6, 'pst.header.crc'],
  ['cyclic-nbt', 60, 6, 6, 'pst.page.lost'],
  ['cyclic-data-tree', 60, 5, 6, 'pst.data-tree.invalid'],
  ['cyclic-subnode', 60, 6, 6, undefined],
  ['cyclic-folder', 60, 6, 6, undefined],
  ['wrong-bref-bid', 60, 6, 6, 'pst.page.crc'],
  ['wrong-bref-ib', 60, 6, 6, undefined],
  ['missing-block', 59, 5, 6, 'pst.block.missing'],
  ['block-length-lie', 60, 6, 6, undefined],
  ['entry-count-lie', 60, 6, 6, 'pst.page.crc'],
  ['header-wrong-root', 60, 6, 6, 'pst.root.unreadable'],
  ['header-root-outside', 60, 6, 6, 'pst.root.unreadable'],
];

for (const variant of ['unicode', 'ansi'] as const) {
  test(`each kind of damage to a store costs no more than it must, and is named: ${variant}`, { skip }, async () => {
    const made = await writer();
    const file = await makeMailbox({ variant, crypt: 'permute' });
    assert.deepEqual(
      Object.keys(made.DAMAGES).filter((name) => EXPECTED.every(([known]) => known !== name)),
      [],
      'every kind of damage has a row',
    );
    for (const [name, messages, attachments, embedded, gap] of EXPECTED) {
      const reads = readAll(sourceOf(made.damage(name, file)));
      const whole = countWhole(reads);
      const codes = gapCodes(reads);
      assert.ok(whole.messages >= messages && whole.messages <= MESSAGES, `${name}: ${whole.messages} messages`);
      assert.ok(whole.attachments >= attachments && whole.attachments <= 6, `${name}: ${whole.attachments} attachments`);
      assert.equal(whole.embedded, Math.max(embedded, whole.embedded), `${name}: ${whole.embedded} embedded`);
      assert.ok(whole.embedded <= 6, `${name}: no embedded message comes twice`);
      if (gap !== undefined) assert.ok(codes.includes(gap), `${name}: ${codes.join(' ')}`);
    }
  });
}

test('whatever bytes change, a walk ends, throws nothing, and names gaps only from the list', { skip }, async () => {
  const file = await makePst({ crypt: 'permute' }, (pst) => {
    for (let i = 0; i < 12; i += 1)
      pst
        .folder('Inbox')
        .addMessage({ subject: `s${i}`, text: `t${i}`, attachments: i % 3 === 0 ? [{ name: 'a', data: noise(9000, i + 1) }] : [] });
  });
  // The rest of the first region is free space, and zeros: changes there show nothing.
  const used = file.findLastIndex((byte) => byte !== 0) + 1;
  const change = fc.tuple(fc.nat(used - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.option(fc.nat(used)), (changes, cut) => {
      const copy = Buffer.from(file.subarray(0, cut ?? used));
      for (const [at, bytes] of changes) copy.set(bytes.subarray(0, Math.max(copy.length - at, 0)), Math.min(at, copy.length));
      const source = sourceOf(copy);
      const reads = readAll(source);
      for (const message of messagesOf(reads)) for (const attachment of message.attachments) attachment.bytes();
      for (const code of gapCodes(reads)) assert.ok(code in PST_GAPS, code);
      assert.ok(reads.length <= 200);
      const cursors = reads.map(({ found }) => found.cursor);
      assert.equal(new Set(cursors).size, cursors.length, 'each item has a cursor of its own');
      pstContainer.expect(source);
    }),
    { numRuns: 60, seed: 20 },
  );
});

test('a file that lost bytes in the middle gives the messages behind the hole, too', { skip }, async () => {
  const file = await makeMailbox({ crypt: 'permute' });
  const hole = 0x4400 + 512 + 8192 * 3;
  const shifted = Buffer.concat([file.subarray(0, hole), file.subarray(hole + 1000)]);
  assert.ok(countWhole(readAll(sourceOf(shifted))).messages >= 50);
  const inserted = Buffer.concat([file.subarray(0, hole), noise(777, 5), file.subarray(hole)]);
  assert.ok(countWhole(readAll(sourceOf(inserted))).messages >= 58);
});

/** Where the leaf of the node tree with a NID lies: by the header and branches, in code of the test's own. [MS-PST] 2.2.2.7.7 */
function leafOf(file: Buffer, nid: number): number {
  let at = Number(file.readBigUInt64LE(0xe0));
  while (file.readUInt8(at + 491) > 0) {
    const count = file.readUInt8(at + 488);
    let child = 0;
    for (let i = 0; i < count && file.readUInt32LE(at + i * 24) <= nid; i += 1) child = i;
    at = Number(file.readBigUInt64LE(at + child * 24 + 16));
  }
  return at;
}

/** Removes a node as Outlook does: a new page without it takes the place of the old one, whose bytes stay in free space. */
function deleteNode(file: Buffer, nid: number): Buffer {
  const at = leafOf(file, nid);
  const old = Buffer.from(file.subarray(at, at + 512));
  const copy = Buffer.concat([file, Buffer.alloc((512 - (file.length % 512)) % 512), old]);
  const page = copy.subarray(at, at + 512);
  const count = page.readUInt8(488);
  const index = Array.from({ length: count }, (_, i) => page.readUInt32LE(i * 32)).indexOf(nid);
  page.copyWithin(index * 32, (index + 1) * 32, count * 32);
  page.fill(0, (count - 1) * 32, count * 32);
  page.writeUInt8(count - 1, 488);
  page.writeUInt32LE(crcOf(page.subarray(0, 496)), 500);
  return copy;
}

/** Bit by bit: the reader uses the platform's. [MS-PST] 5.3 */
function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : 0xedb88320);
  }
  return crc >>> 0;
}

test('a deleted message is recovered with its attachment while its blocks prove themselves', { skip }, async () => {
  const data = noise(20_000, 9);
  const nids: number[] = [];
  const file = await makePst({ crypt: 'permute' }, (pst) => {
    for (const subject of ['kept', 'deleted', 'kept too'])
      nids.push(pst.folder('Inbox').addMessage({ subject, text: 'x', attachments: [{ name: 'a', data }] }));
  });
  const reads = readAll(sourceOf(deleteNode(file, nids[1]!)));
  const recovered = reads.filter(({ found }) => found.recovered !== undefined && found.state === undefined);
  assert.deepEqual(
    recovered.map(({ found, message }) => [found.recovered, found.folder, message?.headers.subject]),
    [['page-scan', '/Inbox', 'deleted']],
  );
  assert.deepEqual(recovered[0]?.message?.gaps, []);
  assert.equal(sha256(recovered[0]!.message!.attachments[0]!.bytes()), sha256(data));
  // The folder still shows it: that row is told apart.
  assert.deepEqual(
    reads.filter(({ found }) => found.gap?.code === 'pst.node.missing').map(({ found }) => [found.state, found.name]),
    [['missing', 'deleted']],
  );
  assert.equal(reads.filter(({ found }) => found.recovered === undefined && found.state === undefined).length, 2);
});

test('a deleted message whose block was used again is a line of the ledger and no message', { skip }, async () => {
  const nids: number[] = [];
  const file = await makePst({}, (pst) => {
    for (const subject of ['kept', 'deleted']) nids.push(pst.folder('Inbox').addMessage({ subject, text: 'unmistakable words' }));
  });
  const gone = deleteNode(file, nids[1]!);
  const at = gone.indexOf(Buffer.from('deleted', 'utf16le'));
  gone.fill(0x5a, at, at + 40); // the data is another's now: its checksum does not hold
  const reads = readAll(sourceOf(gone));
  assert.deepEqual(
    messagesOf(reads).map(({ headers }) => headers.subject),
    ['kept'],
  );
  assert.ok(gapCodes(reads).includes('pst.node.overwritten'));
});

test('a store that says its data is plain although it is encoded is read all the same', { skip }, async () => {
  for (const crypt of ['permute', 'cyclic'] as const) {
    const file = await makePst({ crypt }, (pst) => void pst.folder('Inbox').addMessage({ subject: 'encoded', text: 'x' }));
    file.writeUInt8(0, 0x201);
    assert.deepEqual(
      messagesOf(readAll(sourceOf(file))).map(({ headers }) => headers.subject),
      ['encoded'],
    );
  }
});

test('a store under Windows Information Protection is one encrypted item that says so', { skip }, async () => {
  const file = await makePst({}, (pst) => void pst.folder('Inbox').addMessage({ subject: 'x' }));
  file.writeUInt8(0x10, 0x201);
  const found = [...pstContainer.walk(sourceOf(file), DEFAULT_LIMITS)];
  assert.deepEqual(
    found.map(({ state, gap }) => [state, gap?.code]),
    [['encrypted', 'pst.encrypted.wip']],
  );
});

test('a store whose header is lost, or cut off, gives its messages by its pages and says so', { skip }, async () => {
  for (const spec of [{ crypt: 'permute' }, { crypt: 'cyclic' }, { variant: 'ansi', crypt: 'permute' }] as const) {
    const file = await makeMailbox(spec);
    const blank = Buffer.from(file);
    blank.fill(0, 0, 564);
    for (const [form, bytes] of [
      ['blank', blank],
      ['cut', file.subarray(700)],
    ] as const) {
      const reads = readAll(sourceOf(bytes));
      assert.equal(countWhole(reads).messages, MESSAGES, `${JSON.stringify(spec)} ${form}`);
      assert.ok(gapCodes(reads).includes('pst.header.invalid'));
      assert.ok(messagesOf(reads).length <= MESSAGES);
    }
  }
});
