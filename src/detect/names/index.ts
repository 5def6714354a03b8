export { findPersons } from './find-persons.ts';
