import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var i=["SIGINT","SIGTERM","SIGHUP"];function a(n=o=>process.exit(o)){let o=new AbortController,r,t=0,s=()=>{if(o.signal.aborted)return performance.now()-t<250?void 0:n(4);t=performance.now(),o.abort(),r=setTimeout(()=>n(4),6e3).unref()};for(let e of i)process.on(e,s);return{signal:o.signal,release(){clearTimeout(r);for(let e of i)process.off(e,s)}}}export{a};
