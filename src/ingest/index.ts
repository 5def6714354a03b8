/** Mail in bytes to neutral messages: sources, containers and the MIME parser. The whole surface of the room. */
export { openSource, sourceFromBytes } from './byte-source.ts';
export type { Container, RawItem, Source } from './container.ts';
export { parseMessage, type ParseOptions } from './mime/parse-message.ts';
export { expectSource, openItem, recogniseSource, walkSource } from './sources.ts';
