import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var e="0.1.0";var i=e;export{i as a};
