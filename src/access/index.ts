/** The surface of the room: logs to events, events to verdicts. */
export { recogniseLog } from './sources/recognise.ts';
export { readLogFile } from './sources/read-file.ts';
export { mergeEvents } from './events/merge.ts';
export { packEvent, unpackEvent, type PackedEvent } from './events/codec.ts';
export { assessAccess } from './assess.ts';
