/** The surface of the PST writer. */
export type { Crypt, Variant } from './format.ts';
export type { Address, AttachmentInput, MessageInput, NamedProperty } from './message.ts';
export { PS_PUBLIC_STRINGS } from './names.ts';
export type { Properties, PropertyValue } from './properties.ts';
export { TAG, TYPE } from './properties.ts';
export { createPst } from './store.ts';
export type { FolderBuilder, FolderOptions, PstBuilder, PstOptions, PstTotals } from './store.ts';
