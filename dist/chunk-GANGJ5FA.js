import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
var o=["auto","onnxruntime","reference","tensorflow"],t=["auto","cpu","webgpu","cuda"];export{o as a,t as b};
