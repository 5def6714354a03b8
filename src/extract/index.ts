/** Contents to documents. The whole surface of the room. */
export { extractContent, isMessageType } from './extract-content.ts';
export { identify, type Identified } from './identify.ts';
export { extractMessage } from './message.ts';
export type { ReadContext, Reader } from './reader.ts';
