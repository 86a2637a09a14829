import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as e}from"./chunk-YYMIEAJW.js";import"./chunk-A24NY6KO.js";var t=async()=>{throw new e("USAGE","collect is not there yet.")};export{t as collectVerb};
