import { fit, pristine, jpeg, raw, readdirSync } from './.jh-lib.js';
import { scaledTable } from '../src/maths/jpeg-quality.js';
import { ZIGZAG } from '../src/bytes/jpeg-structure.js';
const files=readdirSync('/tmp/jh/src').slice(0,80).filter((_,i)=>i%8===0);
for (const f of files) {
  const p=await pristine('/tmp/jh/src/'+f);
  for (const [q1,q2] of [[0,75],[0,90],[60,90],[75,90],[85,90],[90,75],[80,70],[92,95],[90,90]]) {
    const one= q1? await raw(await jpeg(p,q1)) : p;
    const b=await jpeg(one,q2);
    const t=performance.now();
    const {fits,blocks}=fit(b);
    const ms=performance.now()-t;
    const truth=q1?scaledTable(q1,'luma'):null;
    const s=fits.map(x=>`${x.primaryStep}${truth?'('+truth[ZIGZAG[x.position]]+')':''}/${x.step}:${(x.gain/blocks*1000).toFixed(0)}@${x.share.toFixed(2)}`).slice(0,9).join(' ');
    console.log(f,q1,q2,ms.toFixed(0)+'ms','total',(fits.reduce((a,x)=>a+x.gain,0)/blocks*1000).toFixed(0),s);
  }
}
