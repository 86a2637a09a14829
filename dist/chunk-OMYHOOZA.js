import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as n}from"./chunk-D6EZZFWP.js";function c(e){let{code:r,message:t,place:o,remedy:d,details:i}=e;return{code:r,message:t,remedy:d,details:i,...o&&{place:o}}}function l(e){return new n(e.code,e.message,e)}function s(e){return e?[e.file,e.line,e.column].filter(r=>r!==void 0).join(":"):""}export{c as a,l as b,s as c};
