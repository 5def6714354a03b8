export { DETECTOR, detectDocument } from './detect.ts';
