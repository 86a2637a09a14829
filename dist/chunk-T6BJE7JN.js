import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var e={budget:"stopped by the budget",patience:"stopped as validation ceased to improve (train.patience)",target:"stopped as validation met the target (train.stop_at)"};function a({stopped:t}){return t?`, ${e[t]}`:""}export{a};
