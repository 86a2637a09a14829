import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
function c({base:e,output:t="finetune-gate-output",json:i,command:m,...o},{signal:n,log:r,progress:s}){return{...o,...e===void 0?{}:{baseRef:e},directory:process.cwd(),output:t,signal:n,log:r,progress:s}}export{c as a};
