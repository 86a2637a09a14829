import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as o}from"./chunk-UUGUL26Q.js";import"./chunk-A24NY6KO.js";o(process.env);var{runAction:t}=await import("./chunk-UHRPRCMU.js");await t();process.stdout.write("",()=>process.exit());
