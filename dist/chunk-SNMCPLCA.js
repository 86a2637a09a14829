import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{c as a,d as b}from"./chunk-3BRSDY6T.js";import"./chunk-5LMVYZPT.js";import"./chunk-A24NY6KO.js";export{a as context,b as getOctokit};
