import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a,b,c}from"./chunk-IGU7QBW4.js";import"./chunk-KYDWCIGB.js";import"./chunk-XGU4XDIN.js";import"./chunk-R6HWEVCD.js";import"./chunk-5ARV2WF4.js";import"./chunk-B2TSJ35F.js";import"./chunk-A24NY6KO.js";export{c as asFile,a as drawFigure,b as drawFigures};
