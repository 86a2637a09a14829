import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as G,b as O,d as R}from"./chunk-XGU4XDIN.js";import{a as $,b as j,c as E,d as V,e as H,f as M,g as _,h as D,i as B,j as W,l as Y,n as q}from"./chunk-FNQGWGSF.js";import{a as w,b as A,c as I,d as F,e as S,f as m,g as v,j as y}from"./chunk-5ARV2WF4.js";import{a as L,b as d}from"./chunk-B2TSJ35F.js";import{c as N}from"./chunk-F5AO22AD.js";import{createHash as ie}from"node:crypto";var te={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},re=e=>L(e).replace(/[&<>"']/g,t=>te[t]??""),c=class{text;constructor(t){this.text=t}};function J(e){return e instanceof c?e.text:Array.isArray(e)?e.map(J).join(""):e===void 0||e===!1?"":re(String(e))}function n(e,...t){return new c(e.reduce((r,o,a)=>r+J(t[a-1])+o))}var K=e=>JSON.stringify(e).replace(/[<>&\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,t=>`\\u${t.charCodeAt(0).toString(16).padStart(4,"0")}`);function T(e,t,{caption:r,hidden:o=!0,limit:a=200,className:i=""}){let s=e.map(p=>typeof p=="string"?{title:p}:p),g=p=>s[p]?.align==="right"?new c(' class="n"'):void 0,f=t.slice(0,a).map(p=>n`<tr>${p.map((b,P)=>P===0?n`<th scope="row">${b}</th>`:n`<td${g(P)}>${b==="\u2013"?ne:b}</td>`)}</tr>\n`),h=s.map((p,b)=>n`<th scope="col"${g(b)}>${p.title}</th>`),x=t.length>a&&n`<p class="note">… and ${t.length-a} more rows.</p>`;return n`<div class="scroll ${i}" role="group" aria-label="${r}" tabindex="0"><table>
<caption${o?new c(' class="unseen"'):void 0}>${r}</caption>
<thead><tr>${h}</tr></thead>
<tbody>${f}</tbody>
</table></div>${x}`}var ne=n`<span class="none">${"\u2013"}</span>`,k=e=>({title:e,align:"right"}),l=(e,t=200)=>n`<code>${d(e,t)}</code>`,Pe=({file:e,line:t})=>l(`${e}:${t}`),z=(e,t,r=!1)=>n`<details${r?new c(" open"):void 0}><summary>${e}</summary>\n${t}\n</details>`,Le=(e,t)=>n`<a class="shows" href="#pairs" data-query="${e}">${t}</a>`,C=(e,t)=>n`<span class="badge ${e}"><span aria-hidden="true">${oe[e]}</span> ${t}</span>`,oe={good:"\u2713",bad:"\u2715",warn:"!",plain:"\xB7"};var U=`
.explorer form { display: grid; grid-template-columns: repeat(auto-fill, minmax(165px, 1fr)); gap: .7rem .9rem; align-items: end; margin-bottom: 1rem; }
.explorer label { display: grid; gap: .2rem; color: var(--muted); font-size: .82rem; min-width: 0; }
.explorer .wide { grid-column: 1 / -1; }
.explorer input, .explorer select, .explorer button { font: inherit; font-size: .92rem; color: var(--ink); background: var(--ground); border: 1px solid var(--muted); border-radius: 6px; padding: .42rem .6rem; width: 100%; min-width: 0; }
.explorer input::placeholder { color: var(--muted); opacity: 1; }
.explorer select:disabled { color: var(--muted); border-color: var(--line); }
.explorer button { width: auto; cursor: pointer; background: var(--raised); }
.explorer button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
.found { font-weight: 600; margin: 0 0 .5rem; }
.pairs { table-layout: fixed; }
.pairs th:nth-child(1) { width: 7.2rem; }
.pairs th:nth-child(4) { width: 5.2rem; }
.pairs th:nth-child(5) { width: 9rem; }
.pairs th:nth-child(6) { width: 10rem; }
.pairs td { padding: .6rem .9rem .6rem 0; }
.pairs tbody tr:hover { background: var(--raised); }
.pairs mark { background: none; color: inherit; font-weight: 650; text-decoration: underline 2px var(--accent); text-underline-offset: 3px; }
.pairs .only { text-decoration: underline 1px dotted var(--muted); text-underline-offset: 3px; }
.pairs .sub { margin-top: .2rem; }
.meter { position: relative; display: block; height: 4px; border-radius: 2px; background: var(--line); margin: .35rem 0 .2rem; max-width: 7.5rem; }
.meter i { position: absolute; top: -3px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--ink); left: var(--at); }
.meter s { position: absolute; top: -5px; width: 2px; height: 14px; margin-left: -1px; background: var(--accent); left: var(--cut); }
.pager { display: flex; gap: 1rem; align-items: center; padding: .9rem 0; }
.explorer form[hidden] { display: none; }
.trials thead th { padding-right: .8rem; }
.explorer .sort { font: inherit; padding: 0; border: 0; background: none; color: inherit; cursor: pointer; white-space: nowrap; }
.explorer .sort::after { content: ' \u2195'; opacity: .55; }
.explorer [aria-sort=ascending] .sort::after { content: ' \u2191'; opacity: 1; }
.explorer [aria-sort=descending] .sort::after { content: ' \u2193'; opacity: 1; }
.trials tbody tr:hover { background: var(--raised); }
@media (max-width: 760px) {
  .pairs thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .pairs, .pairs tbody { display: block; }
  .pairs tr { display: grid; grid-template-columns: auto 1fr; gap: .25rem .8rem; padding: .8rem 0; border-bottom: 1px solid var(--line); }
  .pairs td { display: block; border: 0; padding: 0; min-width: 0; }
  .pairs .text { grid-column: 1 / -1; margin-top: .2rem; }
  .pairs td:nth-child(4)::before { content: 'labelled: '; color: var(--muted); }
  .explorer form { grid-template-columns: 1fr 1fr; }
  .pager { justify-content: space-between; }
}
`;var X=`
:root { color-scheme: light; ${R(G)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; ${R(O)} } }
:root[data-theme=dark] { color-scheme: dark; ${R(O)} }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h2 { font-size: 1.3rem; font-weight: 650; letter-spacing: -.01em; margin: 0 0 .8rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 0 0 .25rem; }
p { margin: 0 0 .9rem; max-width: 78ch; }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; top: 0; padding: .5rem .8rem; background: var(--ground); z-index: 3; }
.skip:focus { left: 0; }
.note, .sub, .why { color: var(--muted); font-size: .87rem; }
.sub, .why { display: block; }
.why { max-width: 62ch; font-weight: 400; margin-top: .15rem; }

.page { max-width: 1280px; margin: 0 auto; padding: 0 1.5rem 5rem; display: grid; grid-template-columns: minmax(0, 1fr); }
.contents { font-size: .87rem; padding: .9rem 0; }
.contents ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.contents a { display: inline-block; padding: .12rem 0; color: var(--muted); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.theme { font: inherit; font-size: .87rem; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .65rem; cursor: pointer; margin-top: .7rem; }
main > section { padding: 1.7rem 0 0; border-top: 1px solid var(--line); margin-top: 1.7rem; }

.verdict { padding: 2.2rem 0 0; }
.kicker { margin: 0 0 .5rem; color: var(--muted); font-size: .87rem; }
h1 { font-size: 1.6rem; font-weight: 650; letter-spacing: -.015em; margin: 0 0 .6rem; }
h1 .badge { font-size: 1rem; vertical-align: .18em; margin-right: .35rem; padding: .2rem .7rem; }
h1 .reason { font-weight: 600; }
.done { color: var(--muted); }
.badge { display: inline-block; white-space: nowrap; font-size: .84rem; font-weight: 600; border-radius: 999px; padding: .08rem .55rem; border: 1px solid currentColor; letter-spacing: 0; }
.badge.good, .matrix .good b { color: var(--good); }
.badge.bad, .matrix .bad b { color: var(--bad); }
.badge.warn { color: var(--warn); }
h1 .badge { color: var(--ground); border: 0; }
h1 .badge.good { background: var(--good); color: var(--ground); }
h1 .badge.bad { background: var(--bad); color: var(--ground); }
h1 .badge.warn { background: var(--warn); color: var(--ground); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 1.4rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.facts > div { background: var(--ground); padding: .85rem 1rem; }
.facts dt { color: var(--muted); font-size: .84rem; }
.facts dd { margin: 0; }
.facts b { display: block; font-size: 1.45rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.3; }
.facts span { color: var(--muted); font-size: .82rem; }

.scroll { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: break-word; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .82rem; white-space: nowrap; vertical-align: bottom; }
th[scope=row] { min-width: 9rem; }
.n { text-align: right; white-space: nowrap; }
.rules th[scope=row] { min-width: 17rem; }
.rules th code { font-weight: 600; margin-left: .4rem; }
.rules td:nth-child(3) { min-width: 4.5rem; }
.rules td:nth-child(4) { white-space: nowrap; }
.rules .why { margin-top: .35rem; }
.texts td, .texts th[scope=row] { min-width: 7rem; }
.texts th[scope=row], .texts td:nth-child(2) { min-width: 13rem; }
.sentences, .plain { margin: 0 0 1rem; padding-left: 1.1rem; }
.sentences li { max-width: 78ch; margin-bottom: .35rem; }

.three { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr)); gap: 1.2rem 2.2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 1.2rem 2.6rem; }
.figure { margin: 0 0 .8rem; min-width: 0; }
.pair > .figure, .three > .figure { display: grid; grid-row: span 4; grid-template: subgrid / minmax(0, 1fr); row-gap: 0; }
.figure p { color: var(--muted); font-size: .87rem; margin-bottom: .7rem; }
.chart { width: 100%; overflow: hidden; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart.live { height: var(--height); }
.chart.live svg { max-width: none; }
details { margin: .4rem 0 .8rem; }
summary { cursor: pointer; color: var(--muted); font-size: .87rem; width: fit-content; }
summary:hover { color: var(--accent); }
details > .scroll { margin-top: .5rem; max-height: 420px; overflow-y: auto; }

.matrix { table-layout: fixed; }
.matrix th { color: var(--muted); font-size: .84rem; width: 28%; min-width: 0; }
.matrix th, .matrix td { border: 0; padding: .3rem; vertical-align: middle; white-space: normal; }
.matrix td { width: 36%; }
.matrix td a { display: block; text-decoration: none; color: inherit; padding: .9rem 1rem; border-radius: 8px; border: 1px solid var(--line); background: var(--raised); }
.matrix td a:hover { border-color: var(--accent); }
.matrix td b { font-size: 1.35rem; font-weight: 650; }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(115px, 1fr)); gap: .6rem 1rem; margin: 1rem .3rem; }
.small dt { color: var(--muted); font-size: .82rem; }
.small dd { margin: 0; font-weight: 600; }
.lines { margin: 0; }
.lines > div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 1rem; padding: .42rem 0; border-bottom: 1px solid var(--line); font-size: .9rem; }
.lines dt { color: var(--muted); }
.lines dd { margin: 0; }
.lines dt::first-letter { text-transform: uppercase; }
${U}
@media (min-width: 1080px) {
  .page { grid-template-columns: 168px minmax(0, 1fr); gap: 0 3rem; }
  .side { grid-area: 1 / 1 / span 2; position: sticky; top: 0; align-self: start; padding-top: 1.6rem; max-height: 100vh; overflow-y: auto; }
  .verdict, main { grid-column: 2; }
  .contents ul { display: block; }
}
@media (max-width: 640px) {
  .page { padding: 0 1rem 3rem; }
  .verdict { padding-top: 1rem; }
  h1 { font-size: 1.3rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts b { font-size: 1.2rem; }
  .lines > div { grid-template-columns: 1fr; gap: 0; }
  .matrix td a { padding: .6rem; }
  .rules thead { position: absolute; clip-path: inset(50%); }
  .rules tr { display: flex; flex-wrap: wrap; gap: 0 1.2rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .rules th[scope=row] { flex: 1 0 100%; min-width: 0; padding: 0; border: 0; }
  .rules td { flex: 0 1 auto; padding: .35rem 0 0; border: 0; text-align: left; white-space: normal; }
  .rules td::before { display: block; color: var(--muted); font-size: .82rem; }
  .rules td:nth-child(2)::before { content: "Expected"; }
  .rules td:nth-child(3)::before { content: "Actual"; }
  .rules td:nth-child(4)::before { content: "Interval"; }
  .rules td:nth-child(5)::before { content: "p-value"; }
  .rules td:nth-child(6)::before { content: "Pairs"; }
  .rules td:has(> .none) { display: none; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { .side, .explorer, .skip { display: none; } .page { display: block; } .chart, tr { break-inside: avoid; } }
`;function Be({title:e,header:t,sections:r,script:o,data:a}){let i=o?.replace(/<\/(?=script)/gi,"<\\/").replaceAll("<!--","<\\!--");return n`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ae(i)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${e}</title>
<style>${new c(X)}</style>
</head>
<body>
<a class="skip" href="#report">To the report</a>
<div class="page">
${t}
<div class="side">${se(r)}</div>
<main id="report" tabindex="-1">
${r.map(de)}
</main>
</div>
${i!==void 0&&n`<script type="application/json" id="report-data">${new c(K(a))}</script>\n<script>${new c(i)}</script>`}
</body>
</html>
`.text}function ae(e){let t=e===void 0?"":ie("sha256").update(e).digest("base64");return["default-src 'none'",`script-src ${e===void 0?"'none'":`'sha256-${t}'`}`,"style-src 'unsafe-inline'","img-src data:","base-uri 'none'","form-action 'none'"].join("; ")}var se=e=>n`<nav class="contents" aria-label="Contents"><ul>${e.map(({id:t,title:r})=>n`<li><a href="#${t}">${r}</a></li>\n`)}</ul>
<button class="theme" type="button" hidden></button></nav>`,de=({id:e,title:t,body:r})=>n`<section id="${e}" aria-labelledby="${e}-title">\n<h2 id="${e}-title">${t}</h2>\n${r}\n</section>\n`;function We({id:e,title:t,summary:r,height:o,table:a},i,s){if(i===void 0&&!s)return;let g=a.columns.map((h,x)=>x===0?h:k(h)),f=i!==void 0&&n`<div class="chart" role="img" aria-labelledby="${e}-figure" aria-describedby="${e}-summary" data-figure="${e}" style="--height: ${o}px">${new c(i)}</div>`;return n`<figure class="figure">
<h3 id="${e}-figure">${t}</h3>
<p id="${e}-summary">${r}</p>
${f}
${s&&z("The numbers",T(g,a.rows,{caption:t}),i===void 0)}
</figure>`}var le={broken:1,inconclusive:2,holds:3},pe={holds:"good",broken:"bad",inconclusive:"warn"},Qe=({result:{verdict:e}})=>me(e);function me(e){let t=[...Object.entries(e.data).map(([r,o])=>({weight:o>0?0:3,row:be(r,o)})),...e.rules.map(r=>({weight:le[r.state],row:ue(r)})),...e.budget.map(r=>({weight:r.exceeded?0:3,row:he(r)}))].sort((r,o)=>r.weight-o.weight).map(({row:r})=>r);if(t.length!==0)return{id:"rules",title:"Rules",body:n`${ce(t,"Rules, and whether they hold")}${fe(e.rules)}`}}var ce=(e,t)=>T(["Rule","Expected","Actual","Interval",k("p-value"),k("Pairs")],e,{caption:t,className:"rules"}),Q=e=>C(pe[e],B[e].words);function ue(e){let t=e.morePairs===void 0?"":` About ${m(e.morePairs)} more test pairs would settle it.`,r=/more test pairs/.test(e.sentence)?"":t,o=e.adjustedPValue;return[n`${Q(e.state)}${l(e.rule,200)}<span class="why">${d(e.sentence+r,800)}</span>`,d(e.expected,200),d(e.actual,200),ge(e),o===void 0?S(e.pValue):n`${S(e.pValue)}<span class="sub">Holm ${S(o)}</span>`,e.n===0?"\u2013":m(e.n)]}function ge(e){let{interval:t}=e,r=Y(e);return!t||r==="\u2013"?r:n`${r}<span class="sub">${Number((t.level*100).toFixed(4))} %</span>`}function fe(e){let t=[e.some(r=>r.interval)&&n`<li><b>Interval</b>: with other test pairs of the same kind the number would come out a little different. A 95 % interval is made so that it holds the true one in 95 of 100 cases; more test pairs make it narrower.</li>`,e.some(r=>r.pValue!==void 0)&&n`<li><b>p-value</b>: how often chance alone would give so good a result if what the rule asks for were not so. The smaller, the surer; unless a rule says otherwise, it must be below 0.05.</li>`,e.some(r=>r.adjustedPValue!==void 0)&&n`<li><b>Holm</b>: who asks several times is lucky more often, so with several tests each p-value is raised for it. That one decides.</li>`,e.some(r=>r.state==="inconclusive")&&n`<li><b>inconclusive</b>: neither shown to hold nor shown to be broken. The configuration says what that does to the run.</li>`].filter(r=>r!==!1);return t.length===0?void 0:z("What these columns mean",n`<ul class="plain">${t}</ul>`)}function he(e){let{name:t,unit:r,limit:o,exceeded:a}=e;return[n`${C(a?"warn":"good",a?"exceeded":"kept")}${l(`budget ${t}`)}`,`at most ${$(r,o)}`,j(e),"\u2013","\u2013","\u2013"]}function be(e,t){let{rule:r,found:o}=W(e);return[n`${Q(t>0?"broken":"holds")} ${d(r,80)}`,"0",v(t,o),"\u2013","\u2013","\u2013"]}var dt=({result:e})=>{if(e.error&&!e.cost&&!e.usage&&e.verdict.outcome!=="budget")return;let t=[...xe(e),...we(e),...ve(e),...ye(e)];return t.length>0?{id:"cost",title:"Cost",body:Z(t)}:void 0},lt=({result:{tool:e,data:t,model:r,policy:o,engine:a}})=>{let i=[["Program",`${e.name} ${d(e.version,30)}`]];if(a&&i.push(["Engine",H(a,d)]),r&&(i.push(["Base model",l(r.base,200)]),r.revision!==void 0&&i.push(["Revision",l(r.revision,100)]),i.push(["Base weights",l(r.weights,100)]),r.precision)){let{kind:s,agreement:g}=r.precision;i.push(["Precision",`${d(s,10)}, mean cosine ${F(g.meanCosine,6)} to fp32 over ${m(g.texts)} texts`])}return t&&(i.push(["Data",l(t.fingerprint,100)],["Test set",l(t.testFingerprint,100)]),i.push(["Files",t.files.slice(0,30).map(s=>n`${l(s)} `)])),o?.source==="base-branch"&&o.commit!==void 0?i.push(["Policy",n`of the base branch at ${l(o.commit,64)}`]):o&&i.push(["Policy","of the working tree"]),{id:"provenance",title:"Provenance",body:Z(i)}},Z=e=>n`<dl class="lines">${e.map(([t,r])=>n`<div><dt>${t}</dt><dd>${r}</dd></div>\n`)}</dl>`;function xe({times:e,verdict:t}){let r=M(e);if(r===void 0)return[];let o=Object.entries(e).filter(([a,i])=>a!=="total"&&i>=.05).sort(([,a],[,i])=>i-a).slice(0,8).map(([a,i])=>`${d(a,30)} ${y(i)}`);return[["Time",n`<b>${y(r)}</b>${o.length>1&&` (${o.join(", ")})`}`],...t.budget.map(({name:a,unit:i,limit:s,spent:g,forecast:f})=>[`Budget of ${a.replaceAll("_"," ")}`,[`${$(i,g)} of ${$(i,s)} (${w(g/s)})`,E(i,f)].filter(h=>h!=="").join("; ")])]}function we({usage:e,verdict:t}){if(!e)return[];let o=t.budget.some(({forecast:a})=>a)?"":E("s",e.forecast);return[...o?[["Foreseen",o]]:[],...V(e)]}function ve({cost:e}){if(!e)return[];let t=e.textsFound>0?`; ${m(e.textsFound)} more were found in the cache`:"";return[["Texts encoded",`${m(e.textsEncoded)} (${m(e.tokensEncoded)} tokens)${t}`]]}function ye({costs:e={}}){return N.flatMap(t=>{let r=e[t];if(typeof r!="number")return[];let o=Number.isInteger(r)?m(r):String(Number(r.toPrecision(4)));return[[t.replaceAll("_"," "),o]]})}var ee={pass:"good",fail:"bad",budget:"warn",error:"warn"};function xt(e){let{verdict:t,command:r,tool:o}=e;return n`<header class="verdict ${ee[t.outcome]}">
<p class="kicker">${o.name} ${r}</p>
<h1>${$e(t.outcome)} <span class="reason">${d(q(t),600)}</span></h1>
${ke(e)}
${Ce(e)}
</header>`}var $e=e=>C(ee[e],D[e].words);function ke({verdict:e,model:t,data:r,training:o,candidate:a}){if(!r)return;if(!o)return n`<p class="done">Nothing was trained${e.outcome==="fail"&&": what was found in the data must be mended first"}.</p>`;let i=a?n`and tested on ${v(a.n,"pair")} that nothing was chosen on`:"and not tested";return n`<p class="done">${t&&n`${l(t.base,120)} was `}${t?"fine-tuned":"Fine-tuned"} on ${_(r)}, ${i}.</p>`}function Ce({candidate:e,baselines:t=[],times:r,model:o}){let a=t.find(b=>b.bar),i=M(r);if(!e)return;let{metrics:s,accuracyInterval:g,threshold:f,n:h,positives:x}=e,p=[["Accuracy",w(s.accuracy),`95 % interval ${I(g)}`],["Error rate",w(s.error_rate),Me(a?.name,a?.errorRate,s.error_rate)],["Threshold",Number.isFinite(f)?f.toFixed(4):"\u2013","cosine similarity"],["Test pairs",m(h),`${m(x)} labelled the same`]];return o&&p.push(["Dimensions",m(o.dimensions),v(o.parameters,"parameter")]),i!==void 0&&p.push(["Time",y(i),"whole run"]),Se(p)}var Se=e=>n`<dl class="facts">${e.map(([t,r,o])=>n`<div><dt>${t}</dt><dd><b>${r}</b><span>${o}</span></dd></div>`)}</dl>`,Me=(e,t,r)=>e===void 0||typeof t!="number"?"on the test pairs":`${A(r-t)} against ${d(e,30)}`;export{c as a,n as b,T as c,k as d,l as e,Pe as f,z as g,Le as h,C as i,Be as j,We as k,Qe as l,me as m,ce as n,ue as o,dt as p,lt as q,Z as r,ee as s,xt as t,$e as u,Se as v};
