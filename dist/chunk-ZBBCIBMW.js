import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{t as i}from"./chunk-JMSULEQD.js";import{b as a}from"./chunk-YYMIEAJW.js";var d=2;async function f(t,c,o,e,s=d){if(t===void 0)return e(o);let h=Math.max(0,t-c.elapsed())+s,n=AbortSignal.timeout(Math.min(Math.ceil(h*1e3),2**31-1));try{return await e(AbortSignal.any([o,n]))}catch(r){throw!n.aborted||o.aborted?r:new a("BUDGET_EXCEEDED",`The run did not stop within its ${i(t)} of wall time.`,{cause:r})}}export{f as a};
