import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import t from"node:module";import{homedir as C}from"node:os";import{isAbsolute as i,join as o}from"node:path";function c({RUNNER_TOOL_CACHE:e,XDG_CACHE_HOME:n}){return e&&i(e)?o(e,"finetune-gate-code"):o(n&&i(n)?n:o(C(),".cache"),"finetune-gate","code")}function E(e){let{enableCompileCache:n}=t;if(!n)return;let r=e.NODE_COMPILE_CACHE??c(e);n(r),e.NODE_COMPILE_CACHE=r}export{E as a};
