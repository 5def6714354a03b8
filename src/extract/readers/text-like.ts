/** Readers of text, of what holds one content, and of pictures. `readers/index.ts` has those of documents. */
import type { Reader } from '../reader.ts';
import { csvReader } from './csv.ts';
import { htmlReader } from './html.ts';
import { imageReader } from './image.ts';
import { packedReaders } from './packed.ts';
import { stringReaders } from './strings.ts';
import { tarReader } from './tar.ts';
import { textReaders } from './text.ts';
import { tnefReader } from './tnef.ts';

export const textLikeReaders: readonly Reader[] = [
  ...textReaders,
  htmlReader,
  csvReader,
  ...packedReaders,
  tarReader,
  tnefReader,
  ...stringReaders,
  imageReader,
];
