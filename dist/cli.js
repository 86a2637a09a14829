#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as w,c as E,d as v,f as A,g as S,k as f,o as $,p as I,q as N}from"./chunk-WU76LMRI.js";import{b as h,c as y,f as b,s as x}from"./chunk-JEZ2EKQ2.js";import"./chunk-WG25QNJ2.js";import"./chunk-A24NY6KO.js";import{writeFile as M}from"node:fs/promises";import{parseArgs as P}from"node:util";var F=`finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage
  finetune-gate check  [--config FILE] [--base REF] [options]   train, evaluate, judge by the rules
  finetune-gate train  [--config FILE] [options]                the same without a base branch
  finetune-gate encode --model DIR --input TEXTS --output FILE  embeddings of a text file, one text a line

Options
  --config FILE      configuration (default finetune-gate.yml)
  --base REF         the branch to compare with, e.g. main; its rules judge this one
  --output DIR       receives report.json, summary.md and model/ (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)
  --engine NAME      auto (default), reference or tensorflow
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the optional tensorflow engine installed
  --cache-dir DIR    keeps the frozen encoder's embeddings between runs
  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`,O=["check","train","encode"],D=["auto","reference","tensorflow"],C={config:{type:"string",default:"finetune-gate.yml"},base:{type:"string"},output:{type:"string"},json:{type:"string"},engine:{type:"string",default:"auto"},"require-gpu":{type:"boolean",default:!1},runtime:{type:"string"},"cache-dir":{type:"string"},model:{type:"string"},input:{type:"string"},help:{type:"boolean",short:"h",default:!1},version:{type:"boolean",default:!1}};function G(t){let{values:e,positionals:n}=U(t),{help:o,version:r,"require-gpu":u,"cache-dir":s,...a}=e;if(r)return{...a,requireGpu:u,command:"version",engine:"auto"};if(o||n.length===0)return{...a,requireGpu:u,command:"help",engine:"auto"};let c=T("command",n[0],O);if(n.length>1)throw l(`Unexpected argument ${JSON.stringify(n[1])}.`);if(c==="encode"){for(let m of["model","input","output"])if(e[m]===void 0)throw l(`encode needs --${m}.`)}let d=T("engine",e.engine,D);return{...a,command:c,engine:d,requireGpu:u,...s!==void 0&&{cacheDir:s}}}function U(t){try{return P({args:[...t],options:C,allowPositionals:!0})}catch(e){throw l(e instanceof Error?`${e.message}.`.replace("..","."):String(e))}}function T(t,e,n){let o=n.find(r=>r===e);if(o===void 0)throw l(`Unknown ${t} ${JSON.stringify(e)}; it is one of ${n.join(", ")}.`);return o}function l(t){return new h("USAGE",t)}import{resolve as g}from"node:path";function k(t,e,n,o,r=A()){let{engine:u,requireGpu:s,runtime:a}=t,c={kind:"encode",model:g(t.model),input:g(t.input),output:g(t.output),engine:{engine:u,requireGpu:s,...a!==void 0&&{runtime:a}}};return r(c,w(n,o),e)}var q=5e3,p=class{#e;#t;#n=!1;#o=Number.NEGATIVE_INFINITY;constructor(e,n=()=>performance.now()){this.#e=e,this.#t=n}log=e=>{this.clear();for(let n of e.split(`
`))this.#e.write(`${S(n)}
`)};progress=e=>{this.#e.isTTY?(this.#e.write(`\r\x1B[2K${e.slice(0,(this.#e.columns??80)-1)}`),this.#n=!0):this.#t()-this.#o>=q&&(this.#o=this.#t(),this.#e.write(`${e}
`))};clear(){this.#n&&this.#e.write("\r\x1B[2K"),this.#n=!1}};var i=new p(process.stderr),{signal:L}=I();for(let t of[process.stdout,process.stderr])t.on("error",()=>{});async function J(t){switch(t.command){case"help":return process.stdout.write(F),0;case"version":return process.stdout.write(`${v}
`),0;case"encode":{let{texts:e,dimensions:n,seconds:o}=await k(t,L,i.log,i.progress);return i.log(`Wrote ${e} embeddings of ${n} dimensions to ${t.output} in ${E(o)}.`),0}default:return Y(t,t.command)}}async function Y(t,e){let{base:n,output:o="finetune-gate-output",json:r,...u}=t,{result:s,exitCode:a,reportPath:c,modelPath:d}=await $({...u,...n!==void 0&&{baseRef:n},command:e,directory:process.cwd(),output:o,signal:L,log:i.log,progress:i.progress});i.clear();let m={report:c,...d!==void 0&&{model:d}},R=N(s,{color:process.stdout.isTTY===!0,written:m});return process.stdout.write(r==="-"?f(s):R),r!==void 0&&r!=="-"&&await M(r,f(s)).catch(j=>{throw x(r,j)}),a}try{process.exitCode=await J(G(process.argv.slice(2)))}catch(t){let e=y(t),n=b(e.place);i.log(`finetune-gate: ${e.code}: ${n?`${n}: `:""}${e.message}`);for(let o of e.details)i.log(`  ${o}`);i.log(`  ${e.remedy}`),process.exitCode=e.exitCode}
