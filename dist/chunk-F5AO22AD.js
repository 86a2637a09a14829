import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var e=["accuracy","error_rate","precision","recall","f1","matthews_correlation","roc_auc","average_precision"],r=["accuracy","precision","recall","mrr","ndcg","map"],n=["dimensions","parameters","model_bytes","gpu_minutes","wall_minutes","tokens_encoded","provider_tokens","provider_cost"];export{e as a,r as b,n as c};
