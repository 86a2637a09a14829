#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as x,c as A,d as I,e as N,g as O,h as R,l as h,p as k,q as F,r as L}from"./chunk-TZV7HDHV.js";import{b as w,c as E,f as v,j as S,k as $,v as T}from"./chunk-T6DPEGYW.js";import"./chunk-WG25QNJ2.js";import"./chunk-A24NY6KO.js";import{writeFile as Y}from"node:fs/promises";import{parseArgs as C}from"node:util";var P=`finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage
  finetune-gate check  [--config FILE] [--base REF] [options]   train, evaluate, judge by the rules
  finetune-gate train  [--config FILE] [options]                the same without a base branch
  finetune-gate encode --model DIR --input TEXTS --output FILE  embeddings of a text file, one text a line

Options
  --config FILE      configuration (default finetune-gate.yml)
  --base REF         the branch to compare with, e.g. main; its rules judge this one
  --output DIR       receives report.json, summary.md and model/ (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)
  --engine NAME      auto (default), onnxruntime, reference or tensorflow
  --provider NAME    where onnxruntime computes: auto (default), cpu, webgpu or cuda
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the native packages of the engines installed
  --cache-dir DIR    keeps the frozen encoder's embeddings between runs
  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`,M=["check","train","encode"],U={config:{type:"string",default:"finetune-gate.yml"},base:{type:"string"},output:{type:"string"},json:{type:"string"},engine:{type:"string",default:"auto"},provider:{type:"string",default:"auto"},"require-gpu":{type:"boolean",default:!1},runtime:{type:"string"},"cache-dir":{type:"string"},model:{type:"string"},input:{type:"string"},help:{type:"boolean",short:"h",default:!1},version:{type:"boolean",default:!1}};function j(t){let{values:e,positionals:n}=q(t),{help:o,version:r,"require-gpu":s,"cache-dir":a,...c}=e,d={...c,requireGpu:s,engine:"auto",provider:"auto"};if(r)return{...d,command:"version"};if(o||n.length===0)return{...d,command:"help"};let u=y("command",n[0],M);if(n.length>1)throw m(`Unexpected argument ${JSON.stringify(n[1])}.`);if(u==="encode"){for(let p of["model","input","output"])if(e[p]===void 0)throw m(`encode needs --${p}.`)}let f=y("engine",e.engine,S),g=y("provider",e.provider,$);return{...c,command:u,engine:f,provider:g,requireGpu:s,...a!==void 0&&{cacheDir:a}}}function q(t){try{return C({args:[...t],options:U,allowPositionals:!0})}catch(e){throw m(e instanceof Error?`${e.message}.`.replace("..","."):String(e))}}function y(t,e,n){let o=n.find(r=>r===e);if(o===void 0)throw m(`Unknown ${t} ${JSON.stringify(e)}; it is one of ${n.join(", ")}.`);return o}function m(t){return new w("USAGE",t)}import{resolve as b}from"node:path";function G(t,e,n,o,r=O()){let s={kind:"encode",model:b(t.model),input:b(t.input),output:b(t.output),engine:I(t)};return r(s,x(n,o),e)}var J=5e3,l=class{#e;#t;#n=!1;#o=Number.NEGATIVE_INFINITY;constructor(e,n=()=>performance.now()){this.#e=e,this.#t=n}log=e=>{this.clear();for(let n of e.split(`
`))this.#e.write(`${R(n)}
`)};progress=e=>{this.#e.isTTY?(this.#e.write(`\r\x1B[2K${e.slice(0,(this.#e.columns??80)-1)}`),this.#n=!0):this.#t()-this.#o>=J&&(this.#o=this.#t(),this.#e.write(`${e}
`))};clear(){this.#n&&this.#e.write("\r\x1B[2K"),this.#n=!1}};var i=new l(process.stderr),{signal:D}=F();for(let t of[process.stdout,process.stderr])t.on("error",()=>{});async function _(t){switch(t.command){case"help":return process.stdout.write(P),0;case"version":return process.stdout.write(`${N}
`),0;case"encode":{let{texts:e,dimensions:n,seconds:o}=await G(t,D,i.log,i.progress);return i.log(`Wrote ${e} embeddings of ${n} dimensions to ${t.output} in ${A(o)}.`),0}default:return V(t,t.command)}}async function V(t,e){let{base:n,output:o="finetune-gate-output",json:r,...s}=t,{result:a,exitCode:c,reportPath:d,modelPath:u}=await k({...s,...n!==void 0&&{baseRef:n},command:e,directory:process.cwd(),output:o,signal:D,log:i.log,progress:i.progress});i.clear();let f={report:d,...u!==void 0&&{model:u}},g=L(a,{color:process.stdout.isTTY===!0,written:f});return process.stdout.write(r==="-"?h(a):g),r!==void 0&&r!=="-"&&await Y(r,h(a)).catch(p=>{throw T(r,p)}),c}try{process.exitCode=await _(j(process.argv.slice(2)))}catch(t){let e=E(t),n=v(e.place);i.log(`finetune-gate: ${e.code}: ${n?`${n}: `:""}${e.message}`);for(let o of e.details)i.log(`  ${o}`);i.log(`  ${e.remedy}`),process.exitCode=e.exitCode}
