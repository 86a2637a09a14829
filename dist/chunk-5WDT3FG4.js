import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as O}from"./chunk-JGFQGSKU.js";import{a as v}from"./chunk-IFLPPTMH.js";import{b as R}from"./chunk-47FIUMWF.js";import{a as N}from"./chunk-B2TSJ35F.js";import{a as A}from"./chunk-RX3Q2H4Y.js";import{a as F}from"./chunk-UVCCGPB4.js";import{a as S,b as L}from"./chunk-GANGJ5FA.js";import"./chunk-VX7DVYTH.js";import{c as j}from"./chunk-33Z25RBW.js";import{b as I,c as x}from"./chunk-X4OE7GCQ.js";import"./chunk-A24NY6KO.js";import{parseArgs as K}from"node:util";var k=["check","train","sweep","plan","trial","collect","publish","encode","dedupe","mine","baseline","data","suggest"],Y={baseline:["update","show"],data:["diff"]},_={config:{type:"string",default:"finetune-gate.yml"},base:{type:"string"},"accept-policy-change":{type:"boolean",default:!1},output:{type:"string"},json:{type:"string"},engine:{type:"string",default:"auto"},provider:{type:"string",default:"auto"},"require-gpu":{type:"boolean",default:!1},runtime:{type:"string"},"cache-dir":{type:"string"},"cache-limit":{type:"string"},model:{type:"string"},input:{type:"string"},threshold:{type:"string"},corpus:{type:"string"},range:{type:"string"},margin:{type:"string"},"max-score":{type:"string"},negatives:{type:"string"},format:{type:"string"},from:{type:"string",multiple:!0},jobs:{type:"string"},phase:{type:"string"},shard:{type:"string"},"max-missing":{type:"string"},tag:{type:"string"},repository:{type:"string"},hub:{type:"string"},count:{type:"string"},force:{type:"boolean",default:!1},train:{type:"boolean",default:!1},help:{type:"boolean",short:"h",default:!1},version:{type:"boolean",default:!1}},H=["engine","provider","require-gpu","runtime","cache-dir","cache-limit","help","version"],T={check:["config","base","accept-policy-change","output","json"],train:["config","output","json"],sweep:["config","output","json"],plan:["config","jobs","json"],trial:["config","phase","shard","from","output"],collect:["config","from","max-missing","output","json"],publish:["from","tag","repository","hub","output","force"],encode:["model","input","output"],dedupe:["config","model","threshold","output","json"],mine:["config","model","input","corpus","output","range","margin","max-score","negatives","format"],baseline:["config","from","output","force"],data:["config","from","train","output","json"],suggest:["config","model","from","input","count","output"]};function D(n){let{values:e,positionals:t,tokens:r}=V(n),{help:o,version:i,"require-gpu":u,...p}=e,{"cache-dir":m,"cache-limit":y,"accept-policy-change":G,...M}=p,{from:f,...C}=M,b={...C,...f&&{from:f.at(-1),folders:f}},w={...b,requireGpu:u,engine:"auto",provider:"auto"};if(i)return{...w,command:"version"};if(o||t.length===0)return{...w,command:"help"};let a=c("command",t[0],k),g=Y[a],E=a==="data"?4:g?2:1;if(t.length>E)throw d(`Unexpected argument ${JSON.stringify(t[E])}.`);let P=r.flatMap(s=>s.kind==="option"?[s.name]:[]);for(let s of P)X(a,s);if(a==="encode"){for(let s of["model","input","output"])if(e[s]===void 0)throw d(`encode needs --${s}.`)}let B=g?{action:c(`${a} command`,t[1]??"",g),operands:t.slice(2)}:{};if(a==="mine"&&e.output===void 0)throw d("mine needs --output.");let U=c("engine",e.engine,S),q=c("provider",e.provider,L),J={...m!==void 0&&{cacheDir:m},...y!==void 0&&{cacheLimit:y}};return{...b,command:a,...B,engine:U,provider:q,requireGpu:u,...J,...G?{acceptPolicyChange:!0}:{}}}function V(n){try{return K({args:[...n],options:_,allowPositionals:!0,tokens:!0})}catch(e){throw d(e instanceof Error?`${e.message.split(". ")[0]}.`.replace("..","."):String(e))}}function X(n,e){if(H.includes(e)||T[n].includes(e))return;let t=k.filter(r=>T[r].includes(e));throw d(`${n} has no option --${e}; it is for ${t.join(", ")}.`)}function c(n,e,t){let r=t.find(o=>o===e);if(r===void 0)throw d(`Unknown ${n} ${JSON.stringify(e)}; it is one of ${t.join(", ")}.`);return r}function d(n){return new I("USAGE",n)}var z=5e3,l=class{#e;#t;#n=!1;#o=Number.NEGATIVE_INFINITY;constructor(e,t=()=>performance.now()){this.#e=e,this.#t=t}log=e=>{this.clear();for(let t of e.split(`
`))this.#e.write(`${N(t)}
`)};progress=e=>{this.#e.isTTY?(this.#e.write(`\r\x1B[2K${e.slice(0,(this.#e.columns??80)-1)}`),this.#n=!0):this.#t()-this.#o>=z&&(this.#o=this.#t(),this.#e.write(`${e}
`))};clear(){this.#n&&this.#e.write("\r\x1B[2K"),this.#n=!1}};var $=`finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage
  finetune-gate check  [--config FILE] [--base REF] [options]   train, evaluate, judge by the rules
  finetune-gate train  [--config FILE] [options]                the same without a base branch
  finetune-gate sweep  [--config FILE] [options]                every point of the configuration's sweep, one chosen
  finetune-gate plan   [--jobs N] [--config FILE] [options]     the same shared among the jobs of a workflow
  finetune-gate trial  --phase NAME --shard K/N [options]       one of these jobs
  finetune-gate collect --from DIR [--from DIR] [options]       what they found, as \`sweep\` would have
  finetune-gate encode --model BASE --input FILE --output FILE  embeddings of a text file, one text a line
  finetune-gate dedupe [--config FILE] [options]                near-duplicate texts of the data, without training
  finetune-gate mine   --output FILE [options]                  hard negatives for positive pairs
  finetune-gate data diff [BASE] [HEAD] [options]               what changed in the data, and what it did to the score
  finetune-gate suggest --input FILE [options]                  unlabelled pairs that are worth labelling next
  finetune-gate publish [--from DIR] [--tag TAG] [options]      packs a finished run's model, and uploads it to a release
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

Options of plan, trial and collect, beside --config
  --jobs N           plan: most jobs of a matrix, 1 to 256 (default as many as there are trials)
  --json FILE        plan: the matrices as JSON; collect: the report ("-" for standard output)
  --phase NAME       trial: encode (a part of the texts) or train (some of the trials)
  --shard K/N        trial: which part, as the plan says it
  --from DIR         trial: embeddings of jobs that encoded; collect: what jobs found; each time a folder, or one above several
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

  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`;var W=new Set(["check","train","sweep"]);async function ye(n){let e=new l(process.stderr),{signal:t}=v();for(let o of[process.stdout,process.stderr])o.on("error",()=>{});let r={signal:t,log:e.log,progress:e.progress,color:process.stdout.isTTY===!0};try{let o=D(n);process.exitCode=await Z(o,r,e)}catch(o){let i=x(o),u=j(i.place);e.log(`finetune-gate: ${i.code}: ${u?`${u}: `:""}${i.message}`);for(let p of[...i.details,i.remedy])e.log(`  ${p}`);process.exitCode=i.exitCode}}async function Z(n,e,t){if(n.command==="help")return h({text:$},t);if(n.command==="version")return h({text:`${A}
`},t);W.has(n.command)&&R();let r=await O[n.command]();return h(await r(n,e),t,n.json)}async function h({text:n,json:e,exitCode:t=0},r,o){return r.clear(),process.stdout.write(o==="-"&&e!==void 0?e:n),o!==void 0&&o!=="-"&&e!==void 0&&await F(o,e),t}export{ye as runTerminal};
