#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as N}from"./chunk-IFLPPTMH.js";import{a as j}from"./chunk-RX3Q2H4Y.js";import{a as I,b as x}from"./chunk-BNBGKFQD.js";import{e as L}from"./chunk-HL5GC7WF.js";import"./chunk-ZV7WO22A.js";import{c as S}from"./chunk-M75MYMIG.js";import{b as v,c as E}from"./chunk-YYMIEAJW.js";import{a as A}from"./chunk-B2TSJ35F.js";import"./chunk-A24NY6KO.js";import{parseArgs as J}from"node:util";var k=["check","train","sweep","plan","trial","collect","publish","encode","dedupe","mine","baseline","data","suggest"],X={baseline:["update","show"],data:["diff"]},Y={config:{type:"string",default:"finetune-gate.yml"},base:{type:"string"},"accept-policy-change":{type:"boolean",default:!1},output:{type:"string"},json:{type:"string"},engine:{type:"string",default:"auto"},provider:{type:"string",default:"auto"},"require-gpu":{type:"boolean",default:!1},runtime:{type:"string"},"cache-dir":{type:"string"},"cache-limit":{type:"string"},model:{type:"string"},input:{type:"string"},threshold:{type:"string"},corpus:{type:"string"},range:{type:"string"},margin:{type:"string"},"max-score":{type:"string"},negatives:{type:"string"},format:{type:"string"},from:{type:"string",multiple:!0},jobs:{type:"string"},phase:{type:"string"},shard:{type:"string"},tag:{type:"string"},repository:{type:"string"},hub:{type:"string"},count:{type:"string"},force:{type:"boolean",default:!1},help:{type:"boolean",short:"h",default:!1},version:{type:"boolean",default:!1}},_=["engine","provider","require-gpu","runtime","cache-dir","cache-limit","help","version"],R={check:["config","base","accept-policy-change","output","json"],train:["config","output","json"],sweep:["config","output","json"],plan:["config","jobs","json"],trial:["config","phase","shard","output"],collect:["config","from","output","json"],publish:["from","tag","repository","hub","output","force"],encode:["model","input","output"],dedupe:["config","model","threshold","output","json"],mine:["config","model","input","corpus","output","range","margin","max-score","negatives","format"],baseline:["config","from","output","force"],data:["config","json"],suggest:["config","model","from","input","count","output"]};function F(t){let{values:e,positionals:n,tokens:o}=K(t),{help:p,version:$,"require-gpu":g,...T}=e,{"cache-dir":f,"cache-limit":h,"accept-policy-change":C,...D}=T,{from:u,...P}=D,y={...P,...u&&{from:u.at(-1),folders:u}},b={...y,requireGpu:g,engine:"auto",provider:"auto"};if($)return{...b,command:"version"};if(p||n.length===0)return{...b,command:"help"};let r=c("command",n[0],k),l=X[r],w=r==="data"?4:l?2:1;if(n.length>w)throw s(`Unexpected argument ${JSON.stringify(n[w])}.`);let G=o.flatMap(i=>i.kind==="option"?[i.name]:[]);for(let i of G)z(r,i);if(r==="encode"){for(let i of["model","input","output"])if(e[i]===void 0)throw s(`encode needs --${i}.`)}let M=l?{action:c(`${r} command`,n[1]??"",l),operands:n.slice(2)}:{};if(r==="mine"&&e.output===void 0)throw s("mine needs --output.");let B=c("engine",e.engine,I),q=c("provider",e.provider,x),U={...f!==void 0&&{cacheDir:f},...h!==void 0&&{cacheLimit:h}};return{...y,command:r,...M,engine:B,provider:q,requireGpu:g,...U,...C?{acceptPolicyChange:!0}:{}}}function K(t){try{return J({args:[...t],options:Y,allowPositionals:!0,tokens:!0})}catch(e){throw s(e instanceof Error?`${e.message.split(". ")[0]}.`.replace("..","."):String(e))}}function z(t,e){if(_.includes(e)||R[t].includes(e))return;let n=k.filter(o=>R[o].includes(e));throw s(`${t} has no option --${e}; it is for ${n.join(", ")}.`)}function c(t,e,n){let o=n.find(p=>p===e);if(o===void 0)throw s(`Unknown ${t} ${JSON.stringify(e)}; it is one of ${n.join(", ")}.`);return o}function s(t){return new v("USAGE",t)}var W=5e3,d=class{#e;#t;#n=!1;#o=Number.NEGATIVE_INFINITY;constructor(e,n=()=>performance.now()){this.#e=e,this.#t=n}log=e=>{this.clear();for(let n of e.split(`
`))this.#e.write(`${A(n)}
`)};progress=e=>{this.#e.isTTY?(this.#e.write(`\r\x1B[2K${e.slice(0,(this.#e.columns??80)-1)}`),this.#n=!0):this.#t()-this.#o>=W&&(this.#o=this.#t(),this.#e.write(`${e}
`))};clear(){this.#n&&this.#e.write("\r\x1B[2K"),this.#n=!1}};var V=`finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage
  finetune-gate check  [--config FILE] [--base REF] [options]   train, evaluate, judge by the rules
  finetune-gate train  [--config FILE] [options]                the same without a base branch
  finetune-gate sweep  [--config FILE] [options]                a head for every point of the configuration's sweep
  finetune-gate encode --model BASE --input FILE --output FILE  embeddings of a text file, one text a line
  finetune-gate dedupe [--config FILE] [options]                near-duplicate texts of the data, without training
  finetune-gate mine   --output FILE [options]                  hard negatives for positive pairs
  finetune-gate baseline update [--from DIR] [options]          a finished run becomes the record of \`baseline: record\`
  finetune-gate baseline show [--from DIR] [options]            what the record says, and how a run compares with it

Options of every command
  --engine NAME      auto (default), onnxruntime, reference or tensorflow
  --provider NAME    where onnxruntime computes: auto (default), cpu, webgpu or cuda
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the native packages of the engines installed
  --cache-dir DIR    keeps the frozen encoder's embeddings between runs, and DIR-models downloaded base models
  --cache-limit SIZE how much of the embeddings, e.g. 500MiB (default 4GiB)

Options of check, train and sweep
  --config FILE      configuration (default finetune-gate.yml); dedupe and mine read it too
  --base REF         check: the branch to compare with, e.g. main; its rules judge this one
  --accept-policy-change  check: judge by the changed rules and test pairs instead, because they were reviewed
  --output DIR       receives report.json, summary.md and model/ or results.csv (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)

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

Options of baseline
  --from DIR         the run's output (default finetune-gate-output), with report.json and pairs.jsonl
  --config FILE      names the record, .finetune-gate/baseline.json when it does not
  --output FILE      the record, in place of what the configuration names
  --force            update: takes a run whose gate is broken too, or replaces a file that is no record

  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`;var O={check:async()=>(await import("./chunk-437GGBMX.js")).checkVerb,train:async()=>(await import("./chunk-437GGBMX.js")).checkVerb,sweep:async()=>(await import("./chunk-XYJ77PNR.js")).sweepVerb,plan:async()=>(await import("./chunk-VFPD5OCH.js")).planVerb,trial:async()=>(await import("./chunk-57FY5QRS.js")).trialVerb,collect:async()=>(await import("./chunk-BPLLU2KK.js")).collectVerb,publish:async()=>(await import("./chunk-5ZDWIZ2B.js")).publishVerb,encode:async()=>(await import("./chunk-VABZNM3U.js")).encodeVerb,dedupe:async()=>(await import("./chunk-34LRQ7VT.js")).dedupeVerb,mine:async()=>(await import("./chunk-34LRQ7VT.js")).mineVerb,baseline:async()=>(await import("./chunk-CA7NFQEH.js")).baselineVerb,data:async()=>(await import("./chunk-4K7OSZIB.js")).dataDiffVerb,suggest:async()=>(await import("./chunk-W2TIPURI.js")).suggestVerb};var a=new d(process.stderr),{signal:H}=N();for(let t of[process.stdout,process.stderr])t.on("error",()=>{});var Z={signal:H,log:a.log,progress:a.progress,color:process.stdout.isTTY===!0};async function Q(t){if(t.command==="help")return m({text:V});if(t.command==="version")return m({text:`${j}
`});let e=await O[t.command]();return m(await e(t,Z),t.json)}async function m({text:t,json:e,exitCode:n=0},o){return a.clear(),process.stdout.write(o==="-"&&e!==void 0?e:t),o!==void 0&&o!=="-"&&e!==void 0&&await L(o,e),n}try{process.exitCode=await Q(F(process.argv.slice(2)))}catch(t){let e=E(t),n=S(e.place);a.log(`finetune-gate: ${e.code}: ${n?`${n}: `:""}${e.message}`);for(let o of[...e.details,e.remedy])a.log(`  ${o}`);process.exitCode=e.exitCode}
