import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
function f({base:e,output:t="finetune-gate-output",json:m,command:p,...o},{signal:n,log:r,progress:s,host:i}){return{...o,...e===void 0?{}:{baseRef:e},directory:process.cwd(),output:t,signal:n,log:r,progress:s,...i}}export{f as a};
