import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var s=["SIGINT","SIGTERM","SIGHUP"];function i(n=o=>process.exit(o)){let o=new AbortController,t,r=()=>{if(o.signal.aborted)return n(4);o.abort(),t=setTimeout(()=>n(4),6e3).unref()};for(let e of s)process.on(e,r);return{signal:o.signal,release(){clearTimeout(t);for(let e of s)process.off(e,r)}}}export{i as a};
