/** Mail in bytes to neutral messages: containers and the MIME parser. The whole surface of the room. */
export { parseMessage, type ParseOptions } from './mime/parse-message.ts';
export type { Container, RawItem, Source } from './container.ts';
