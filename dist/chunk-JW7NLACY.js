import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as g}from"./chunk-B2TSJ35F.js";var a="\u2060",p=/[&<>"'`*_~[\]|\\#]/g,l=n=>`&#${n.codePointAt(0)};`;function m(n){return n.replace(/@/g,`@${a}`).replace(/#(?=[\p{L}\p{N}_])/gu,`#${a}`).replace(/:(?=[\w+\-/])/g,`:${a}`).replace(/www(?=\.)/gi,`$&${a}`).replace(/[a-z]-(?=\d)/gi,`$&${a}`).replace(/[0-9a-f]{7,}/gi,e=>e.replace(/.{6}(?=.)/g,`$&${a}`))}function d(n){return n.replace(/@/g,`@${a}`).replace(/:(?=\/\/)|\b(?:mailto|xmpp):/gi,`$&${a}`).replace(/www(?=\.)/gi,`$&${a}`)}function $(n){return n.replace(/^[-+=]/,l).replace(/^(\d+)([.)])(?=\s|$)/,(e,t,i)=>t+l(i))}var u=n=>n.replace(/\$/g,"<span>$</span>");function h(n,e=500){return u($(m(g(n,e)).replace(p,l)))}function x(n,e=500){return`<code>${u(d(g(n,e)).replace(p,l))}</code>`}function y(n,e={}){let{maxLines:t=50,maxLength:i=500}=e,o=n.slice(0,t).map(r=>g(r,i));n.length>t&&o.push(`\u2026 and ${n.length-t} more`);let c=o.flatMap(r=>r.match(/`+/g)??[]).map(r=>r.length),s="`".repeat(Math.max(2,...c)+1);return[`${s}text`,...o,s].join(`
`)}function b(n,e,{limit:t=30}={}){let i=r=>`| ${r.join(" | ")} |`,o=e.slice(0,t).map(i),c=[i(n.map(r=>r.title)),i(n.map(r=>r.align?"--:":":--"))],s=e.length>t?["",`\u2026 and ${e.length-t} more rows.`]:[];return[...c,...o,...s].join(`
`)}function L(n,e,t=!1){return`<details${t?" open":""}><summary>${n}</summary>

${e}

</details>`}export{h as a,x as b,y as c,b as d,L as e};
