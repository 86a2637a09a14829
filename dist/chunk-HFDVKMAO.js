import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as T}from"./chunk-T7WKCYOU.js";import{a as v}from"./chunk-GXA3RVID.js";import{b as k}from"./chunk-47FIUMWF.js";import{a as N}from"./chunk-B2TSJ35F.js";import{a as A}from"./chunk-RX3Q2H4Y.js";import{a as O}from"./chunk-6QGMSDSX.js";import{a as S,b as R}from"./chunk-GANGJ5FA.js";import"./chunk-LEBYSUPY.js";import{c as j}from"./chunk-OMYHOOZA.js";import{b as I,c as x}from"./chunk-D6EZZFWP.js";import"./chunk-A24NY6KO.js";import{parseArgs as K}from"node:util";var F=["check","train","sweep","plan","trial","collect","publish","encode","dedupe","mine","baseline","data","suggest"],Y={baseline:["update","show"],data:["diff"]},_={config:{type:"string",default:"finetune-gate.yml"},base:{type:"string"},"accept-policy-change":{type:"boolean",default:!1},output:{type:"string"},json:{type:"string"},engine:{type:"string",default:"auto"},provider:{type:"string",default:"auto"},"require-gpu":{type:"boolean",default:!1},runtime:{type:"string"},"cache-dir":{type:"string"},"cache-limit":{type:"string"},model:{type:"string"},input:{type:"string"},threshold:{type:"string"},corpus:{type:"string"},range:{type:"string"},margin:{type:"string"},"max-score":{type:"string"},negatives:{type:"string"},format:{type:"string"},from:{type:"string",multiple:!0},jobs:{type:"string"},phase:{type:"string"},shard:{type:"string"},"max-missing":{type:"string"},tag:{type:"string"},repository:{type:"string"},hub:{type:"string"},count:{type:"string"},force:{type:"boolean",default:!1},train:{type:"boolean",default:!1},help:{type:"boolean",short:"h",default:!1},version:{type:"boolean",default:!1}},H=["engine","provider","require-gpu","runtime","cache-dir","cache-limit","help","version"],L={check:["config","base","accept-policy-change","output","json"],train:["config","output","json"],sweep:["config","output","json"],plan:["config","jobs","json"],trial:["config","phase","shard","from","output"],collect:["config","from","max-missing","output","json"],publish:["from","tag","repository","hub","output","force"],encode:["model","input","output"],dedupe:["config","model","threshold","output","json"],mine:["config","model","input","corpus","output","range","margin","max-score","negatives","format"],baseline:["config","from","output","force"],data:["config","from","train","output","json"],suggest:["config","model","from","input","count","output"]};function D(n){let{values:e,positionals:t,tokens:r}=V(n),{help:o,version:a,"require-gpu":u,...h}=e,{"cache-dir":g,"cache-limit":y,"accept-policy-change":M,...G}=h,{from:f,...C}=G,w={...C,...f&&{from:f.at(-1),folders:f}},b={...w,requireGpu:u,engine:"auto",provider:"auto"};if(a)return{...b,command:"version"};if(o||t.length===0)return{...b,command:"help"};let s=c("command",t[0],F),l=Y[s],E=s==="data"?4:l?2:1;if(t.length>E)throw d(`Unexpected argument ${JSON.stringify(t[E])}.`);let P=r.flatMap(i=>i.kind==="option"?[i.name]:[]);for(let i of P)X(s,i);if(s==="encode"){for(let i of["model","input","output"])if(e[i]===void 0)throw d(`encode needs --${i}.`)}if(l&&t.length<2)throw d(`${s} needs a second word: ${l.join(", ")}.`);let B=l?{action:c(`${s} command`,t[1]??"",l),operands:t.slice(2)}:{};if(s==="mine"&&e.output===void 0)throw d("mine needs --output.");let U=c("engine",e.engine,S),q=c("provider",e.provider,R),J={...g!==void 0&&{cacheDir:g},...y!==void 0&&{cacheLimit:y}};return{...w,command:s,...B,engine:U,provider:q,requireGpu:u,...J,...M?{acceptPolicyChange:!0}:{}}}function V(n){try{return K({args:[...n],options:_,allowPositionals:!0,tokens:!0})}catch(e){throw d(e instanceof Error?`${e.message.split(". ")[0]}.`.replace("..","."):String(e))}}function X(n,e){if(H.includes(e)||L[n].includes(e))return;let t=F.filter(r=>L[r].includes(e));throw d(`${n} has no option --${e}; it is for ${t.join(", ")}.`)}function c(n,e,t){let r=t.find(o=>o===e);if(r===void 0)throw d(`Unknown ${n} ${JSON.stringify(e)}; it is one of ${t.join(", ")}.`);return r}function d(n){return new I("USAGE",n)}var z=5e3,p=class{#e;#t;#n=!1;#o=Number.NEGATIVE_INFINITY;constructor(e,t=()=>performance.now()){this.#e=e,this.#t=t}log=e=>{this.clear();for(let t of e.split(`
`))this.#e.write(`${N(t)}
`)};progress=e=>{this.#e.isTTY?(this.#e.write(`\r\x1B[2K${e.slice(0,(this.#e.columns||80)-1)}`),this.#n=!0):this.#t()-this.#o>=z&&(this.#o=this.#t(),this.#e.write(`${e}
`))};clear(){this.#n&&this.#e.write("\r\x1B[2K"),this.#n=!1}};var $=`finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage: finetune-gate COMMAND [options]

Train and judge
  check   [--base REF]               by the rules of the base branch
  train                              by the rules at hand
  sweep                              every point of the configuration's sweep; one is chosen, and judged as by train
  baseline update [--from DIR]       a finished run becomes the record of \`baseline: record\`
  baseline show   [--from DIR]       what the record says, and how a run compares with it

A sweep on many runners
  plan    [--jobs N]                 shares the sweep among the jobs of a workflow
  trial   --phase NAME --shard K/N   one of these jobs
  collect --from DIR [--from DIR]    what they found, as by sweep

Release
  publish [--from DIR] [--tag TAG]   packs a finished run's model, and uploads it to a release or the hub

Data
  data diff [BASE] [HEAD]            what changed in the data, and what it did to the score
  suggest --input FILE               unlabelled pairs that are worth labelling next
  dedupe                             near-duplicate texts of the data
  mine    --output FILE              hard negatives for positive pairs
  encode  --model BASE --input FILE --output FILE
                                     embeddings of a text file, one text a line

Options of check, train and sweep
  --base REF         check: the branch to compare with, e.g. main; its rules judge this one
  --accept-policy-change  check: judge by the changed rules and test pairs instead, because they were reviewed
  --output DIR       receives report.json, summary.md and model/ or results.csv (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)

Options of plan, trial and collect
  --jobs N           plan: most jobs of a matrix, 1 to 256 (default as many as there are trials)
  --json FILE        plan: the matrices as JSON; collect: the report ("-" for standard output)
  --phase NAME       trial: encode (a part of the texts) or train (some of the trials)
  --shard K/N        trial: which part, as the plan says it
  --from DIR         trial: what jobs that encode wrote; collect: what jobs that train wrote; or a folder above these
  --output DIR       trial: receives embeddings or findings; a run that was ended is taken up where it was
  --max-missing N    collect: refuse to choose when more than N trials have no result

Options of encode, dedupe and mine
  --model BASE       a folder, owner/name@revision on the hub, or a .tar.gz here or at an https address;
                     model.base of the configuration when omitted (encode: required)
  --input FILE       encode: the texts, one a line; mine: pairs, of which the positive ones count (default data.train)
  --threshold X      dedupe: cosine similarity from which texts are near-duplicates (default 0.97)
  --output FILE      encode: the embeddings, dedupe: the groups, each a JSON object a line; mine: .jsonl or .tsv
  --json FILE        dedupe: the whole result as JSON ("-" for standard output)
  --corpus FILE      mine: texts to choose from, .txt (one a line), .jsonl, .tsv or .csv; the pairs' when omitted
  --range A..B       mine: of the B nearest texts that are no positives, those after the first A (default 0..100)
  --margin X         mine: a negative is less similar than the least similar positive by X at least
  --max-score X      mine: a negative's similarity is at most X
  --negatives N      mine: most negatives an anchor (default 3)
  --format NAME      mine: triplet (default: anchor, positive, negative) or pair (with labels)

Options of data diff and suggest
  --from DIR         data diff: the output of a finished run on the base or the head, once or twice;
                     suggest: the run whose model and threshold count (default finetune-gate-output)
  --train            data diff: trains heads with and without what was added, removed and relabelled
  --input FILE       suggest: the pairs, labelled or not
  --model BASE       suggest: a model without a run
  --count N          suggest: how many pairs (default 100)
  --output FILE      data diff: the comparison as Markdown; suggest: the pairs, .csv or .jsonl
  --json FILE        data diff: the comparison as JSON ("-" for standard output)

Options of publish
  --from DIR         the run's output (default finetune-gate-output); of a sweep its chosen model is taken
  --tag TAG          the release of this tag is drafted, filled, checked and published (GITHUB_TOKEN)
  --repository NAME  owner/name of it (default GITHUB_REPOSITORY)
  --hub NAME         owner/name on the Hugging Face hub: one commit with the model's folder (HF_TOKEN)
  --output DIR       receives the packed files (default finetune-gate-release); without --tag and --hub they stay there
  --force            takes a model that did not pass, and replaces other files of a published release

Options of baseline
  --from DIR         the run's output (default finetune-gate-output), with report.json and pairs.jsonl
  --config FILE      names the record, .finetune-gate/baseline.json when it does not
  --output FILE      the record, in place of what the configuration names
  --force            update: takes a run whose gate is broken too, or replaces a file that is no record

Options of every command
  --config FILE      the configuration (default finetune-gate.yml); encode and publish read none
  --engine NAME      auto (default), onnxruntime, reference or tensorflow
  --provider NAME    where onnxruntime computes: auto (default), cpu, webgpu or cuda
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the native packages of the engines installed
  --cache-dir DIR    keeps embeddings of the frozen encoder and checkpoints; DIR-models keeps downloaded base models
  --cache-limit SIZE how much of the embeddings, e.g. 500MiB (default 4GiB)
  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`;var W=new Set(["check","train","sweep"]);async function ye(n){let e=new p(process.stderr),{signal:t}=v();for(let o of[process.stdout,process.stderr])o.on("error",()=>{});let r={signal:t,log:e.log,progress:e.progress,color:process.stdout.isTTY===!0};try{let o=D(n);process.exitCode=await Z(o,r,e)}catch(o){let a=x(o),u=j(a.place);e.log(`finetune-gate: ${a.code}: ${u?`${u}: `:""}${a.message}`);for(let h of[...a.details,a.remedy])e.log(`  ${h}`);process.exitCode=a.exitCode}}async function Z(n,e,t){if(n.command==="help")return m({text:$},t);if(n.command==="version")return m({text:`${A}
`},t);W.has(n.command)&&k();let r=await T[n.command]();return m(await r(n,e),t,n.json)}async function m({text:n,json:e,exitCode:t=0},r,o){return r.clear(),process.stdout.write(o==="-"&&e!==void 0?e:n),o!==void 0&&o!=="-"&&e!==void 0&&await O(o,e),t}export{ye as runTerminal};
