import { scanContent } from './src/content/content.ts'; import {readFileSync} from 'node:fs'; import {execSync} from 'node:child_process';
const files=execSync("find /tmp/sl -path '*snapshots/*' -type f | grep -E '/(ng|ok)\\.' | grep -v -E 'output.json|options.(json|ts|js|mjs)'").toString().trim().split('\n');
for(const f of files){const r=scanContent(readFileSync(f)).filter(x=>x.startsWith('secret')||x.includes('partly'));const ng=/\/ng\./.test(f); if(ng!==r.length>0) console.log(ng?'MISS':'FP  ',f.replace('/tmp/sl/packages/@secretlint/',''),r.join(' '))}
console.log(files.length)
