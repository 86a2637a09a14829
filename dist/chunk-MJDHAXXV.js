import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a}from"./chunk-T7WKCYOU.js";import"./chunk-A24NY6KO.js";export{a as VERBS};
