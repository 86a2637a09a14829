import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as r}from"./chunk-D6EZZFWP.js";import{stat as s}from"node:fs/promises";import{resolve as f}from"node:path";async function m(n,i,o){let e=f(o,i),t=await s(e).catch(()=>{});if(t?.isFile())return e;throw new r("DATA_NOT_FOUND",t?"This is no file.":"There is no such file.",{place:{file:i},remedy:`Mend ${n}; it is relative to the folder that the command runs in.`})}export{m as a};
