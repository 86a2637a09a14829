import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var u=new RegExp("\\p{Default_Ignorable_Code_Point}+","gu"),l=/^[ -~]*$/,g=/[\s\p{Sentence_Terminal}]/u;function i(n){if(l.test(n))return c(n);let t=n.replace(u,"").normalize("NFKC").toLowerCase().normalize("NFKC");return c(t.replace(/\s+/g," ").trim())}function $(n){let[t="",r=""]=n.split(`
`),e=i(t),s=i(r);return e<=s?`${e}
${s}`:`${s}
${e}`}function c(n){let t=n.length;for(;t>0&&g.test(n.charAt(t-1));)t-=1;return t===0?n:n.slice(0,t)}var f=/[^\S ]| {2}|^ | $/;function a(n){if(C(n))return n.toLowerCase();let t=n.toLowerCase().normalize("NFC");return f.test(t)?t.replace(/\s+/g," ").trim():t}var o=32,p=126;function C(n){let t=o;for(let r=0;r<n.length;r++){let e=n.charCodeAt(r);if(e<o||e>p||e===o&&t===o)return!1;t=e}return t!==o}function h(n,t){let r=a(n),e=a(t);return r<=e?`${r}
${e}`:`${e}
${r}`}export{i as a,$ as b,a as c,h as d};
