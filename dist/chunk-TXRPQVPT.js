import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as f}from"./chunk-B2TSJ35F.js";var s=/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu,l=/[&<>"'\t\n\r]/g;function c(n){return n.replace(s,"\uFFFD").replace(l,r=>`&#${r.codePointAt(0)};`)}function g(n,r,t=[]){let i=Object.entries(r).filter(([,e])=>e!==void 0).map(([e,u])=>` ${e}="${c(f(String(u)))}"`).join("");if(t.length===0)return`<${n}${i}/>`;let o=t.map(e=>`
${e}`.replaceAll(`
`,`
  `)).join("");return`<${n}${i}>${o}
</${n}>`}export{c as a,g as b};
