import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as X,e as L,f as z,g as ee,h as te,j as re,k as ne,l as oe,o as F,r as ie,t as V,u as ae,v as se}from"./chunk-GAIZ5OPF.js";import{b as B,c as K}from"./chunk-F5AO22AD.js";import{c as G}from"./chunk-M75MYMIG.js";import{a as q}from"./chunk-YYMIEAJW.js";import{a as le,b as de,c as W,d as I,f as pe}from"./chunk-JQ6F7PQA.js";import"./chunk-R6HWEVCD.js";import{a as m,b as A,c as R,d as h,e as C,f as p,g as u,j as M,k as Z}from"./chunk-JW33SCNP.js";import{a as Q,b as l}from"./chunk-B2TSJ35F.js";import"./chunk-A24NY6KO.js";import{createHash as Ct}from"node:crypto";var Ve={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},We=e=>Q(e).replace(/[&<>"']/g,t=>Ve[t]??""),S=class{text;constructor(t){this.text=t}};function me(e){return e instanceof S?e.text:Array.isArray(e)?e.map(me).join(""):e===void 0||e===!1?"":We(String(e))}function o(e,...t){return new S(e.reduce((r,n,a)=>r+me(t[a-1])+n))}var ce=e=>JSON.stringify(e).replace(/[<>&\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,t=>`\\u${t.charCodeAt(0).toString(16).padStart(4,"0")}`);var ue=2e4,Ue=8e6;function ge(e,t){let r=He(e,t),n=Math.max(160,Math.min(2e3,Math.floor(Ue/(2*Math.max(r.length,1))))),a=s=>r.map(c=>s(c)?"1":"0").join(""),i=[...new Set(r.flatMap(s=>Object.keys(s.slices??{})))].sort(),d=t===void 0?[]:r.map(s=>U(s.baselines,t));return{n:r.length,leftOut:e.length-r.length,first:r.map(s=>l(s.first,n)),second:r.map(s=>l(s.second,n)),label:a(s=>s.label===1),correct:a(s=>s.correct),score:r.map(s=>fe(s.score)),margin:r.map(s=>fe(s.margin)),file:he(r.map(s=>s.file)),line:r.map(s=>s.line),judged:r.every(s=>s.judged)?"":a(s=>s.judged),slices:i.map(s=>({column:l(s,80),...he(r.map(c=>U(c.slices,s)))})),...t!==void 0&&d.some(s=>s!==void 0)&&{bar:{name:l(t,80),correct:d.map(s=>s===void 0?"-":s?"1":"0").join("")}}}}var U=(e,t)=>e&&Object.hasOwn(e,t)?e[t]:void 0,fe=e=>Number.isFinite(e)?Math.round(e*1e6):null;function he(e){let t=[...new Set(e.filter(n=>n!==void 0))].sort(),r=new Map(t.map((n,a)=>[n,a]));return{values:t.map(n=>l(n,200)),of:e.map(n=>n===void 0?-1:r.get(n)??-1)}}function He(e,t){if(e.length<=ue)return e;let r=n=>!n.correct||t!==void 0&&U(n.baselines,t)===!1?0:1;return[...e.keys()].sort((n,a)=>r(e[n])-r(e[a])||e[n].margin-e[a].margin||n-a).slice(0,ue).sort((n,a)=>n-a).map(n=>e[n])}function g(e,t,{caption:r,hidden:n=!0,limit:a=200,className:i=""}){let d=e.map(y=>typeof y=="string"?{title:y}:y),s=y=>d[y]?.align==="right"?new S(' class="n"'):void 0,c=t.slice(0,a).map(y=>o`<tr>${y.map((k,v)=>v===0?o`<th scope="row">${k}</th>`:o`<td${s(v)}>${k==="\u2013"?Je:k}</td>`)}</tr>\n`),$=d.map((y,k)=>o`<th scope="col"${s(k)}>${y.title}</th>`),w=t.length>a&&o`<p class="note">… and ${t.length-a} more rows.</p>`;return o`<div class="scroll ${i}" role="group" aria-label="${r}" tabindex="0"><table>
<caption${n?new S(' class="unseen"'):void 0}>${r}</caption>
<thead><tr>${$}</tr></thead>
<tbody>${c}</tbody>
</table></div>${w}`}var Je=o`<span class="none">${"\u2013"}</span>`,b=e=>({title:e,align:"right"}),f=(e,t=200)=>o`<code>${l(e,t)}</code>`,E=({file:e,line:t})=>f(`${e}:${t}`),P=(e,t,r=!1)=>o`<details${r?new S(" open"):void 0}><summary>${e}</summary>\n${t}\n</details>`,T=(e,t)=>o`<a class="shows" href="#pairs" data-query="${e}">${t}</a>`,O=(e,t)=>o`<span class="badge ${e}"><span aria-hidden="true">${Ye[e]}</span> ${t}</span>`,Ye={good:"\u2713",bad:"\u2715",warn:"!",plain:"\xB7"};var Ke=["Accuracy","95 % interval","Error rate","Precision","Recall","F1","ROC AUC","Avg. precision"],ye=({result:{candidate:e,baselines:t=[]},figure:r})=>{if(!e&&t.length===0)return;let n=[...e?[be(o`<b>Fine-tuned model</b>`,e.metrics.error_rate,e)]:[],...t.map(i=>be(Ge(i),i.errorRate,i.evaluation))],a=t.flatMap(i=>i.comparison?[Qe(i,i.comparison)]:[]);return{id:"baselines",title:t.length>0?"Against the baselines":"Scores",body:o`${a.length>0&&o`<ul class="sentences">${a}</ul>`}
${r("baselines",!1)}
${g(["On the test pairs",...Ke.map(b)],n,{caption:"Scores of the fine-tuned model and of the baselines"})}`}};function Ge({name:e,bar:t,note:r,shared:n,spending:a}){let i=[t?"the bar":"",n===void 0?"":`${p(n)} shared pairs`,r===void 0?"":l(r,300),a?Xe(a):""].filter(d=>d!=="");return o`${l(e,80)}${i.length>0&&o`<span class="why">${i.join("; ")}</span>`}`}function Xe({tokens:e,texts:t,textsFound:r,cost:n,limit:a}){let i=n===void 0?"":`, cost ${Number(n.toPrecision(3))}${a===void 0?"":` of at most ${a}`}`;return`${p(t)} texts asked for, ${p(r)} kept from before, ${p(e)} tokens${i}`}function be(e,t,r){let n=r?.metrics;return[e,m(typeof t=="number"?1-t:void 0),R(r?.accuracyInterval),m(t),m(n?.precision),m(n?.recall),h(n?.f1),h(n?.roc_auc),h(n?.average_precision)]}function Qe({name:e},t){let{n:r,onlyBaselineWrong:n,onlyCandidateWrong:a,difference:i,pBetter:d,pWorse:s}=t,[c,$]=i<=0?["lower",d]:["higher",s],w=C($).startsWith("<")?C($):`= ${C($)}`;return o`<li>Against <b>${l(e,80)}</b> on the same ${u(r,"pair")}: error rate <b>${A(i)}</b>; right where it was wrong on ${p(n)}, wrong where it was right on ${p(a)} (${ie(t)} that it is ${c}, one-sided: p ${w}).</li>`}var Ze=["train","validation","test"],we=({result:{data:e}})=>{if(!e)return;let t=e.change?["Added","Removed","Relabelled"]:[],r=Ze.map(a=>tt(e,a)),n=[{title:"Split"},...["Pairs","Labelled: same",...t].map(b)];return{id:"data",title:"Data",body:o`<p>Train has ${L(e)}.${et(e)}</p>
${g(n,r,{caption:"Pairs by split"})}
${e.nearDuplicates&&rt(e.nearDuplicates)}
${nt(e)}`}};function et({change:e,changeNote:t}){if(t!==void 0)return` ${l(t,500)}`;if(!e)return;let{added:r,removed:n,relabelled:a}=e;return r+n+a===0?" The same pairs as on the base branch.":` Against the base branch: ${u(r,"pair")} added, ${p(n)} removed, ${p(a)} relabelled.`}function tt({splits:e,change:t},r){let{pairs:n,positives:a}=e[r],i=[r,p(n),m(n>0?a/n:void 0)];if(!t)return i;let{added:d,removed:s,relabelled:c}=t.bySplit[r];return[...i,p(d),p(s),p(c)]}function rt({threshold:e,test:t,validation:r,examples:n,dropped:a}){if(!t||!r)return o`<p>Near-duplicates cannot be told: too many texts have a cosine similarity of ${e} or more by the base model.</p>`;let i=n.map(({train:d,other:s,similarity:c})=>[$e(d),$e(s),h(c)]);return o`<p>Near-duplicates (cosine similarity of ${e} or more by the base model): ${V("test",t)}; ${V("validation",r)}.${a&&` Left out of train: ${u(a.total,"pair")}.`}</p>
${i.length>0&&P("Near-duplicates, by place",g(["In train","Nearly the same",b("Similarity")],i,{caption:"Near-duplicates",className:"texts"}))}`}var $e=e=>o`${E(e)}<br>${l(e.first,200)}<br>${l(e.second,200)}`;function nt({findingCounts:e,findings:t}){let r=Object.entries(e).filter(([,i])=>i>0);if(r.length===0)return;let n=r.reduce((i,[,d])=>i+d,0),a=t.map(i=>[E(i),l(i.kind,30),l(i.message,400)]);return o`<p>Noticed: ${r.map(([i,d])=>`${l(i,30)} ${p(d)}`).join(", ")}.</p>
${P(`${u(n,"finding")}, by place`,o`${g(["Place","Kind","What"],a,{caption:"Findings in the data"})}${n>t.length&&o`<p class="note">… and ${p(n-t.length)} more.</p>`}`)}`}var ot={validation:"chosen on the validation pairs",logistic:"from a logistic regression",fixed:"fixed in the configuration"},ve=({result:{candidate:e},figure:t})=>{let r=["similarity","precision-recall","roc","calibration"].map(i=>t(i));if(!e&&r.every(i=>i===void 0))return;let[n,...a]=r;return{id:"decisions",title:"Right and wrong answers",body:o`<div class="pair">${e&&it(e)}${n}</div>
<div class="three">${a}</div>`}};function it({confusion:e,threshold:t,thresholdSource:r,metrics:n}){return o`<div class="figure">
<h3>Confusion matrix</h3>
<p>A pair counts as the same at a cosine similarity of ${h(t,4)} or more (${ot[r]}).</p>
<table class="matrix"><caption class="unseen">Answers by label</caption>
<thead><tr><td></td><th scope="col">Answered: same</th><th scope="col">Answered: different</th></tr></thead>
<tbody><tr><th scope="row">Labelled: same</th>${D(e,"truePositives")}${D(e,"falseNegatives")}</tr>
<tr><th scope="row">Labelled: different</th>${D(e,"falsePositives")}${D(e,"trueNegatives")}</tr></tbody></table>
<dl class="small">${_("Precision",m(n.precision))}${_("Recall",m(n.recall))}${_("F1",h(n.f1))}${_("Matthews correlation",h(n.matthews_correlation))}</dl>
</div>`}var at={truePositives:"label=1&outcome=right",falseNegatives:"label=1&outcome=wrong",falsePositives:"label=0&outcome=wrong",trueNegatives:"label=0&outcome=right"};function D(e,t){let r=Object.values(e).reduce((i,d)=>i+d,0),n=t.startsWith("true"),a=r>0?e[t]/r:0;return o`<td class="${n?"good":"bad"}">${T(at[t],o`<b>${p(e[t])}</b><span class="sub">${n?"\u2713 right":"\u2715 wrong"}</span><span class="sub">${m(a)}</span>`)}</td>`}var _=(e,t)=>o`<div><dt>${e}</dt><dd>${t}</dd></div>`;var xe=({result:{error:e,verdict:t}})=>{if(!e)return;let r=G(e.place),n=e.details.slice(0,50).map(a=>o`<li>${f(a,500)}</li>`);return{id:"error",title:"What went wrong",body:o`<p>${f(e.code)}${r!==""&&o` at ${f(r,300)}`}${e.message!==t.sentence&&o`: ${l(e.message,2e3)}`}</p>
${n.length>0&&o`<ul class="plain">${n}</ul>`}
<p><b>What to do:</b> ${l(e.remedy,1e3)}</p>
${e.code in q&&o`<p class="note">${q[e.code].when}</p>`}`}};var st=["different","same"],ke=[{title:"First text"},{title:"Second text"},{title:"Labelled"}],Se=({result:{flips:e}})=>{if(!e)return;let{baseline:t,fixed:r,broken:n,examples:a}=e,i=a.map(s=>[...Me(s),O(s.now==="right"?"good":"bad",s.now==="right"?"fixed":"broken"),h(s.score),E(s)]),d=[...ke,{title:"Now"},b("Similarity"),{title:"Place"}];return{id:"flips",title:"Flips",body:o`<p>Against ${l(t,80)}: ${T("flip=broken",o`<b>${u(n,"pair")} broken</b>`)} (right before, wrong now), ${T("flip=fixed",o`<b>${p(r)} fixed</b>`)} (wrong before, right now).</p>
${i.length>0&&P(`The ${p(i.length)} furthest from the threshold`,g(d,i,{caption:"Flipped pairs",className:"texts"}))}`}},Pe=({result:{mistakes:e=[]}})=>{if(e.length===0)return;let t=e.map(n=>[...Me(n),h(n.score),h(n.margin),E(n)]),r=[...ke,b("Similarity"),b("Margin"),{title:"Place"}];return{id:"mistakes",title:"Most confident mistakes",body:o`<p>Wrong by the widest margin. Look here for wrong labels first.</p>
${P(u(t.length,"pair"),g(r,t,{caption:"Most confident mistakes",className:"texts"}))}`}},Me=({first:e,second:t,label:r})=>[l(e,300),l(t,300),st[r]],Re=({result:{added:e,candidate:t}})=>{if(!e)return;let{judged:r,evaluation:n}=e,a=(d,s)=>[d,p(s.n),m(s.metrics.accuracy),R(s.accuracyInterval),m(s.metrics.precision),m(s.metrics.recall)],i=[...t?[a("Pairs that judge",t)]:[],a("Added pairs",n)];return{id:"added",title:"Added test pairs",body:o`<p>This pull request adds ${T("judged=added",o`<b>${u(n.n,"test pair")}</b>`)} to the ${p(r)} of the base branch. They are scored below; no rule looks at them before they are merged.</p>
${g([{title:"Test pairs"},...["Number","Accuracy","95 % interval","Precision","Recall"].map(b)],i,{caption:"Scores of judged and of added pairs"})}`}};var N=(e,t,r)=>o`<label>${t}<select name="${e}">${r.map(([n,a])=>o`<option value="${n}">${a}</option>`)}</select></label>`;function Ce(e){if(e.n===0)return;let{bar:t,slices:r,judged:n,leftOut:a}=e;return{id:"pairs",title:"All test pairs",body:o`${a>0&&o`<p>The ${p(e.n)} most informative of ${p(e.n+a)}: wrong, flipped, or nearest the threshold. ${u(a,"pair")} more in <code>pairs.jsonl</code>.</p>`}
<p class="note without">To search and filter ${u(e.n,"pair")} this page needs JavaScript; <code>pairs.jsonl</code> beside it has them all.</p>
<div class="explorer" hidden>
<form role="search" aria-label="Test pairs">
<label class="wide">Search in both texts<input type="search" name="search" autocomplete="off" spellcheck="false" placeholder="words, or a “phrase” in quotes" aria-keyshortcuts="/"></label>
${N("outcome","Outcome",[["","right and wrong"],["wrong","wrong"],["right","right"]])}
${N("label","Labelled",[["","same and different"],["1","same"],["0","different"]])}
${t&&N("flip",`Flip against ${t.name}`,[["","all"],["broken","broken"],["fixed","fixed"]])}
${r.length>0&&o`${N("column","Slice",[["","all"],...r.map(({column:i})=>[i,i])])}
<label>Value<select name="value" disabled><option value="">any</option></select></label>`}
${n!==""&&N("judged","Judged",[["","judged and added"],["judged","judged"],["added","added"]])}
${N("sort","Sort",[["worst","most wrong first"],["surest","furthest from the threshold"],["nearest","nearest the threshold"],["highest","highest similarity"],["lowest","lowest similarity"],["file","order of the files"]])}
<button type="reset">Reset</button>
</form>
<p class="found" role="status" aria-live="polite"></p>
<table class="pairs" role="table"><caption class="unseen">Test pairs</caption>
<thead role="rowgroup"><tr role="row">${["Outcome","First text","Second text","Labelled","Similarity","Place"].map(i=>o`<th scope="col" role="columnheader">${i}</th>`)}</tr></thead>
<tbody role="rowgroup"></tbody></table>
<nav class="pager" aria-label="Pages of test pairs"><button type="button" data-step="-1">Previous</button><span class="pages"></span><button type="button" data-step="1">Next</button></nav>
</div>`}}var Te=({result:{training:e,model:t,seeds:r,learningCurve:n},figure:a})=>{if(!(!e&&!n&&!r))return{id:"training",title:"Training",body:o`${e&&lt(e,t)}
<div class="pair">${a("learning-curve")}${a("training")}</div>
${e?.matryoshka&&dt(e.matryoshka)}
${r&&pt(r)}`}};function lt({steps:e,plannedSteps:t,stopped:r,bestEpoch:n,tune:a,loss:i,seed:d,accumulation:s},c){let $=c&&`, ${p(c.trainedParameters)} of ${p(c.parameters)} parameters`;return o`<p>${p(e)} of ${p(t)} steps${r&&", stopped by the budget"}; epoch ${n} was best on validation and kept. Trained: ${l(a,30)}${$}; loss ${l(i,150)}; seed ${d}.${s&&o` Memory did not suffice for ${u(s.batchSize,"pair")} at once: trained in parts of ${u(s.physicalBatch,"pair")}, gradients accumulated to the same batch.`}</p>`}var dt=e=>o`<h3>Embeddings cut short</h3>${g([b("Dimensions"),b("Validation accuracy")],e.map(t=>[p(t.dimensions),m(t.validationAccuracy)]),{caption:"Validation accuracy by the first numbers of each embedding"})}`;function pt({seeds:e,meanErrorRate:t,deviation:r}){let n=e.map(({seed:a,errorRate:i,metrics:d})=>[String(a),m(i),m(d.precision),m(d.recall),h(d.roc_auc)]);return o`<h3>Seeds</h3>
<p>Trained ${e.length} times: mean error rate ${m(t)}, standard deviation ${h(r*100,2)} points. The pairs’ majority decides, which is what the rules looked at.</p>
${g([{title:"Seed"},...["Error rate","Precision","Recall","ROC AUC"].map(b)],n,{caption:"Error rate by seed"})}`}var mt={broken:1,inconclusive:2,holds:3},ct={holds:"good",broken:"bad",inconclusive:"warn"},Oe=({result:{verdict:e}})=>{let t=[...Object.entries(e.data).map(([r,n])=>({weight:n>0?0:3,row:gt(r,n)})),...e.rules.map(r=>({weight:mt[r.state],row:J(r)})),...e.budget.map(r=>({weight:r.exceeded?0:3,row:ht(r)}))].sort((r,n)=>r.weight-n.weight).map(({row:r})=>r);if(t.length!==0)return{id:"rules",title:"Rules",body:o`${H(t,"Rules, and whether they hold")}${ft(e.rules)}`}},H=(e,t)=>g(["Rule","Expected","Actual","Interval",b("p-value"),b("Pairs")],e,{caption:t,className:"rules"}),Ee=e=>O(ct[e],ee[e].words);function J(e){let t=e.morePairs===void 0?"":` About ${p(e.morePairs)} more test pairs would settle it.`,r=/more test pairs/.test(e.sentence)?"":t,n=e.adjustedPValue;return[o`${Ee(e.state)}${f(e.rule,200)}<span class="why">${l(e.sentence+r,800)}</span>`,l(e.expected,200),l(e.actual,200),ut(e),n===void 0?C(e.pValue):o`${C(e.pValue)}<span class="sub">Holm ${C(n)}</span>`,e.n===0?"\u2013":p(e.n)]}function ut(e){let{interval:t}=e,r=re(e);return!t||r==="\u2013"?r:o`${r}<span class="sub">${Number((t.level*100).toFixed(4))} %</span>`}function ft(e){let t=[e.some(r=>r.interval)&&o`<li><b>Interval</b>: with other test pairs of the same kind the number would come out a little different. A 95 % interval is made so that it holds the true one in 95 of 100 cases; more test pairs make it narrower.</li>`,e.some(r=>r.pValue!==void 0)&&o`<li><b>p-value</b>: how often chance alone would give so good a result if what the rule asks for were not so. The smaller, the surer; unless a rule says otherwise, it must be below 0.05.</li>`,e.some(r=>r.adjustedPValue!==void 0)&&o`<li><b>Holm</b>: who asks several times is lucky more often, so with several tests each p-value is raised for it. That one decides.</li>`,e.some(r=>r.state==="inconclusive")&&o`<li><b>inconclusive</b>: neither shown to hold nor shown to be broken. The configuration says what that does to the run.</li>`].filter(r=>r!==!1);return t.length===0?void 0:P("What these columns mean",o`<ul class="plain">${t}</ul>`)}function ht({name:e,limit:t,spent:r,exceeded:n}){return[o`${O(n?"warn":"good",n?"exceeded":"kept")}${f(`budget ${e}`)}`,`at most ${M(t)}`,Z(t,r,n),"\u2013","\u2013","\u2013"]}function gt(e,t){let{rule:r,found:n}=te(e);return[o`${Ee(t>0?"broken":"holds")} ${l(r,80)}`,"0",u(t,n),"\u2013","\u2013","\u2013"]}var je=({result:{policy:e}})=>{if(!e)return;let t=e.note!==void 0&&o`<p>${l(e.note,1e3)}</p>`;if(e.changes.length===0)return e.note===void 0?void 0:{id:"policy",title:"Policy",body:t};let r=e.changes.map(n=>{let{base:a,head:i,same:d}=ae(n),s=d>0&&o`<span class="sub">${p(d)} unchanged</span>`;return[o`${f(n.key,100)}${s}`,Ne(a),Ne(i)]});return{id:"policy",title:"Changes to the policy",body:o`<p>${bt(e)}</p>
${t}
${g(["Setting","Base branch","This pull request"],r,{caption:"Settings that the pull request changes"})}
${yt(e)}`}},Ne=e=>e.length===0?"\u2013":e.map(t=>o`<div>${f(t,500)}</div>`);function bt({accepted:e,commit:t}){return e===!0?o`The workflow accepts the policy of this pull request: it judged this run.`:o`The base branch${t!==void 0&&o` at ${f(t.slice(0,12))}`} judged this run. The changes below do not count until they are merged.`}function yt({proposed:e}){if(e)return o`<p>By the pull request’s own policy, for information: ${l(ne(e),600)}</p>
${e.rules.length>0&&H(e.rules.map(J),"Rules of the pull request, which do not count")}`}var Ae=({result:{retrieval:e}})=>{if(!e)return;let{queries:t,documents:r,k:n,fingerprint:a,note:i,candidate:d,baseModel:s}=e,c=(w,y,k)=>[`${w}, first ${p(k)}`,...B.map(v=>h(y[`${v}@${k}`]))],$=n.flatMap(w=>[c("Fine-tuned model",d,w),c("base-model",s,w)]);return{id:"retrieval",title:"Retrieval",body:o`<p>${u(t,"query","queries")} in ${u(r,"document")}: exact search by cosine similarity; means over the queries, content ${f(a.slice(0,19))}.${i!==void 0&&o` ${l(i,500)}`}</p>
${g([{title:"Model"},...B.map(w=>b(se[w]))],$,{caption:"Metrics of retrieval"})}`}};var Le=({result:e})=>{if(e.error&&!e.cost)return;let t=[...$t(e),...wt(e),...vt(e)];return t.length>0?{id:"cost",title:"Cost",body:Fe(t)}:void 0},ze=({result:{tool:e,data:t,model:r,policy:n,engine:a}})=>{let i=[["Program",`${e.name} ${l(e.version,30)}`]];if(a&&i.push(["Engine",X(a,l)]),r&&(i.push(["Base model",f(r.base,200)]),r.revision!==void 0&&i.push(["Revision",f(r.revision,100)]),i.push(["Base weights",f(r.weights,100)]),r.precision)){let{kind:d,agreement:s}=r.precision;i.push(["Precision",`${l(d,10)}, mean cosine ${h(s.meanCosine,6)} to fp32 over ${p(s.texts)} texts`])}return t&&(i.push(["Data",f(t.fingerprint,100)],["Test set",f(t.testFingerprint,100)]),i.push(["Files",t.files.slice(0,30).map(d=>o`${f(d)} `)])),n?.source==="base-branch"&&n.commit!==void 0?i.push(["Policy",o`of the base branch at ${f(n.commit,64)}`]):n&&i.push(["Policy","of the working tree"]),{id:"provenance",title:"Provenance",body:Fe(i)}},Fe=e=>o`<dl class="lines">${e.map(([t,r])=>o`<div><dt>${t}</dt><dd>${r}</dd></div>\n`)}</dl>`;function $t({times:e,verdict:t}){let r=F(e);if(r===void 0)return[];let n=Object.entries(e).filter(([a,i])=>a!=="total"&&i>=.05).sort(([,a],[,i])=>i-a).slice(0,8).map(([a,i])=>`${l(a,30)} ${M(i)}`);return[["Time",o`<b>${M(r)}</b>${n.length>1&&` (${n.join(", ")})`}`],...t.budget.map(({limit:a,spent:i})=>["Budget",`${M(i)} of ${M(a)} (${m(i/a)})`])]}function wt({cost:e}){if(!e)return[];let t=e.textsFound>0?`; ${p(e.textsFound)} more were found in the cache`:"";return[["Texts encoded",`${p(e.textsEncoded)} (${p(e.tokensEncoded)} tokens)${t}`]]}function vt({costs:e={}}){return K.flatMap(t=>{let r=e[t];if(typeof r!="number")return[];let n=Number.isInteger(r)?p(r):String(Number(r.toPrecision(4)));return[[t.replaceAll("_"," "),n]]})}var xt=["Pairs","Labelled: same","Accuracy","95 % interval","The bar","Precision","Recall","F1"],Ie=({result:{slices:e=[]},figure:t})=>{if(e.length!==0)return{id:"slices",title:"Slices",body:o`${t("slices",!1)}
${g([{title:"Slice"},...xt.map(b)],e.map(kt),{caption:"Scores by slice"})}`}};function kt({column:e,value:t,n:r,positives:n,accuracy:a,interval:i,metrics:d,barErrorRate:s}){let c=new URLSearchParams({column:l(e,80),value:l(t,200)});return[T(String(c),`${l(e,40)} = ${l(t,60)}`),p(r),m(r>0?n/r:void 0),m(a),R(i),m(s===void 0?void 0:1-s),m(d.precision),m(d.recall),h(d.f1)]}var De={pass:"good",fail:"bad",budget:"warn",error:"warn"};function _e(e){let{verdict:t,command:r,tool:n}=e;return o`<header class="verdict ${De[t.outcome]}">
<p class="kicker">${n.name} ${r}</p>
<h1>${St(t.outcome)} <span class="reason">${l(oe(t),600)}</span></h1>
${Pt(e)}
${Mt(e)}
</header>`}var St=e=>O(De[e],z[e].words);function Pt({verdict:e,model:t,data:r,training:n,candidate:a}){if(!r)return;if(!n)return o`<p class="done">Nothing was trained${e.outcome==="fail"&&": what was found in the data must be mended first"}.</p>`;let i=a?o`and tested on ${u(a.n,"pair")} that nothing was chosen on`:"and not tested";return o`<p class="done">${t&&o`${f(t.base,120)} was `}${t?"fine-tuned":"Fine-tuned"} on ${L(r)}, ${i}.</p>`}function Mt({candidate:e,baselines:t=[],times:r,model:n}){let a=t.find(k=>k.bar),i=F(r);if(!e)return;let{metrics:d,accuracyInterval:s,threshold:c,n:$,positives:w}=e,y=[["Accuracy",m(d.accuracy),`95 % interval ${R(s)}`],["Error rate",m(d.error_rate),Rt(a?.name,a?.errorRate,d.error_rate)],["Threshold",Number.isFinite(c)?c.toFixed(4):"\u2013","cosine similarity"],["Test pairs",p($),`${p(w)} labelled the same`]];return n&&y.push(["Dimensions",p(n.dimensions),u(n.parameters,"parameter")]),i!==void 0&&y.push(["Time",M(i),"whole run"]),o`<dl class="facts">${y.map(([k,v,j])=>o`<div><dt>${k}</dt><dd><b>${v}</b><span>${j}</span></dd></div>`)}</dl>`}var Rt=(e,t,r)=>e===void 0||typeof t!="number"?"on the test pairs":`${A(r-t)} against ${l(e,30)}`;var qe=`
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
`;var Be=`
:root { color-scheme: light; ${I(de)} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; ${I(W)} } }
:root[data-theme=dark] { color-scheme: dark; ${I(W)} }
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
${qe}
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
`;var Tt=[xe,Oe,je,ye,ve,Te,Ie,Ae,Se,Re,Pe],Ot=[we,Le,ze];function Dn(e,t,r={}){let n=le(e),a=new Map(pe(n).map(v=>[v.id,v])),i=(v,j=!0)=>{let Y=a.get(v);return Y&&At(Y,r.drawings?.get(v),j)},d=e.flips?.baseline??e.baselines?.find(v=>v.bar)?.name,s=ge(t,d),c=v=>v.flatMap(j=>j({result:e,figure:i})??[]),$=[...c(Tt),...[Ce(s)??[]].flat(),...c(Ot)],{words:w}=z[e.verdict.outcome],y=r.script?.replace(/<\/(?=script)/gi,"<\\/").replaceAll("<!--","<\\!--"),k=ce({source:n,pairs:s,threshold:e.candidate?.threshold??null});return o`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Et(y)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${w}: finetune-gate ${e.command}</title>
<style>${new S(Be)}</style>
</head>
<body>
<a class="skip" href="#report">To the report</a>
<div class="page">
${_e(e)}
<div class="side">${Nt($)}</div>
<main id="report" tabindex="-1">
${$.map(jt)}
</main>
</div>
${y!==void 0&&o`<script type="application/json" id="report-data">${new S(k)}</script>\n<script>${new S(y)}</script>`}
</body>
</html>
`.text}function Et(e){let t=e===void 0?"":Ct("sha256").update(e).digest("base64");return["default-src 'none'",`script-src ${e===void 0?"'none'":`'sha256-${t}'`}`,"style-src 'unsafe-inline'","img-src data:","base-uri 'none'","form-action 'none'"].join("; ")}var Nt=e=>o`<nav class="contents" aria-label="Contents"><ul>${e.map(({id:t,title:r})=>o`<li><a href="#${t}">${r}</a></li>\n`)}</ul>
<button class="theme" type="button" hidden></button></nav>`,jt=({id:e,title:t,body:r})=>o`<section id="${e}" aria-labelledby="${e}-title">\n<h2 id="${e}-title">${t}</h2>\n${r}\n</section>\n`;function At({id:e,title:t,summary:r,height:n,table:a},i,d){if(i===void 0&&!d)return;let s=a.columns.map(($,w)=>w===0?$:b($)),c=i!==void 0&&o`<div class="chart" role="img" aria-labelledby="${e}-figure" aria-describedby="${e}-summary" data-figure="${e}" style="--height: ${n}px">${new S(i)}</div>`;return o`<figure class="figure">
<h3 id="${e}-figure">${t}</h3>
<p id="${e}-summary">${r}</p>
${c}
${d&&P("The numbers",g(s,a.rows,{caption:t}),i===void 0)}
</figure>`}export{Dn as toHtml};
