import type { Score } from './score.ts';
export const scoreText = (score: Score): string => String(score.x);
