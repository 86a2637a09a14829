import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as r}from"./chunk-YYMIEAJW.js";import"./chunk-A24NY6KO.js";var t=async()=>{throw new r("USAGE","publish is not there yet.")};export{t as publishVerb};
