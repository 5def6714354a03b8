/** The surface of the demo: a mailbox with known truth, and how well an answer fits it. Shares nothing with src/ but the nouns of its model. */
export { makeDemo, type DemoOptions } from './make-demo.ts';
export { scoreDemo, type Score } from './score.ts';
export { scoreText } from './score-text.ts';
export type { Truth, TruePerson } from './truth.ts';
