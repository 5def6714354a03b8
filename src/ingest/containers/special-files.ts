/** Gaps for what lies in a folder and is no file. */
import type { ReadGap } from '../../model/index.ts';

export function linkGap(): ReadGap {
  return {
    state: 'unsupported',
    code: 'special-file:link',
    why: 'A symbolic link: links in evidence are never followed.',
    remedy: 'Add the file that it points to, if it belongs to the mailbox.',
  };
}

export function specialGap(): ReadGap {
  return {
    state: 'unsupported',
    code: 'special-file:device',
    why: 'A pipe, socket or device: it is never opened.',
    remedy: 'None needed: it holds no mail.',
  };
}

export function unreadableGap(): ReadGap {
  return {
    state: 'missing',
    code: 'source.unreadable',
    why: 'The file system does not let this be read.',
    remedy: 'Check the rights on the evidence and the disk, then run again.',
  };
}
