import { version as packageVersion } from '../package.json';

/** This program's version, as in package.json. */
export const version: string = packageVersion;
