import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var a=n=>String(Number(n.toFixed(4)));function s(n,e){if(n.length<=e)return n;let t=(n.length-1)/(e-1);return Array.from({length:e},(i,o)=>n[Math.round(o*t)])}function y(n){let e=s(n.points,60);if(e.length<2||e.some(r=>!Number.isFinite(r.y)))return"";let t=e.map(r=>r.y),[i,o]=[Math.min(...t),Math.max(...t)],l=Math.max((o-i)*.1,.001);return["```mermaid","xychart-beta",`    title "${n.title}"`,`    x-axis "${n.xTitle}" [${e.map(r=>`"${r.x}"`).join(", ")}]`,`    y-axis "${n.yTitle}" ${a(Math.max(i-l,0))} --> ${a(o+l)}`,`    line [${t.map(a).join(", ")}]`,"```"].join(`
`)}export{s as a,y as b};
