import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import{b as t}from"./chunk-X4OE7GCQ.js";var r="version https://git-lfs";function o(e){return new t("DATA_LFS_POINTER","The file is a Git LFS pointer, not the content.",{place:{file:e}})}export{r as a,o as b};
