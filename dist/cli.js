#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{a as e}from"./chunk-UUGUL26Q.js";import"./chunk-A24NY6KO.js";e(process.env);var{runTerminal:r}=await import("./chunk-HFDVKMAO.js");await r(process.argv.slice(2));
