import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as r}from"./chunk-YYMIEAJW.js";import"./chunk-A24NY6KO.js";var e=async()=>{throw new r("USAGE","data diff is not there yet.")};export{e as dataDiffVerb};
