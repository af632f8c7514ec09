import { fit, pristine, jpeg, raw, readdirSync } from './.jh-lib.js';
import { weighBlocks } from '../src/forensics/jpeg/block-evidence.js';
import { ZIGZAG } from '../src/bytes/jpeg-structure.js';
import { labelComponents } from '../src/matching/components.js';
import { computeAuc } from '../src/bench/metrics.js';
const files=readdirSync('/tmp/jh/src').slice(0,80).filter((_,i)=>i%4===1);
async function score(bytes:any){ const rr=await raw(bytes); const W=rr.width>>3,clip=new Uint8Array(W*(rr.height>>3)); for(let y=0;y<(rr.height>>3)*8;y++)for(let x=0;x<W*8;x++){const o=(y*rr.width+x)*3;for(let k=0;k<3;k++)if(rr.data[o+k]<=LO||rr.data[o+k]>=255-LO)clip[(y>>3)*W+(x>>3)]++;}
  const {fits,c,blocks}=fit(bytes);
  const use=fits.filter(f=>f.gain>3e-3*blocks && f.share>0.4);
  const tot=fits.reduce((a,f)=>a+f.gain,0)/blocks; if(use.length<3) return {n:use.length,v:NaN,note:'na',m:null as any};
  const m=weighBlocks(c,use); let ex=0; for(let i=0;i<clip.length;i++) if(clip[i]>0){m.data[i]=0;ex++;}
  const E=new Float64Array(m.data.length); for(const f of use){let kl=0,z=0;for(let k=0;k<f.once.length;k++)if(k!==127){kl-=f.once[k]*f.logRatio[k];z+=f.once[k];}kl/=z;for(let r=0,i=0;r<c.blocksHigh;r++)for(let q=0;q<c.blocksWide;q++,i++)if(c.coefficients[(r*c.stride+q)*64+ZIGZAG[f.position]]!==0)E[i]+=kl;} for(let i=0;i<clip.length;i++)if(clip[i]>0)E[i]=0;
  const {width:w,height:h,data}=m; const mask=new Uint8Array(w*h); const sm=new Float64Array(w*h);
  for(let y=0;y<h;y++)for(let x=0;x<w;x++){let s=0;for(let dy=-1;dy<=1;dy++)for(let dx=-1;dx<=1;dx++){const yy=y+dy,xx=x+dx;if(yy>=0&&yy<h&&xx>=0&&xx<w)s+=data[yy*w+xx];} sm[y*w+x]=s; mask[y*w+x]=s<0?1:0;}
  const {labels,count,sizes}=labelComponents(mask,w);
  const es=new Float64Array(count+1); const sums=new Float64Array(count+1); for(let i=0;i<w*h;i++) {sums[labels[i]]-=data[i];es[labels[i]]+=E[i];}
  sums[0]=0; let best=0,bi=0; for(let i=1;i<=count;i++) if(sums[i]>best){best=sums[i];bi=i;} const note=`${(best/Math.LN10).toFixed(0)}:${sizes[bi]}:${(best/es[bi]).toFixed(2)}:${tot.toFixed(2)}`;
  return {n:use.length,v:best/Math.LN10,note,m:{sm,w,h}};
}
const LO=+(process.argv[2]??1); const R={x:37,y:29,w:16,h:14}; // blocks
for (const [q1,q2] of [[60,90],[85,90],[92,95],[75,80],[90,75],[50,60]]) {
  const hon:number[]=[],forg:number[]=[]; let na=0; const hn:string[]=[],fn2:string[]=[]; const f1:number[]=[];
  for (let i=0;i<files.length;i++){
    const p=await pristine('/tmp/jh/src/'+files[i]); const o=await pristine('/tmp/jh/src/'+files[(i+1)%files.length]);
    const one=await raw(await jpeg(p,q1));
    const h=await score(await jpeg(one,q2)); if(Number.isNaN(h.v)) na++; hon.push(h.v||0); hn.push(h.note);
    for(let y=R.y*8+3;y<(R.y+R.h)*8;y++)for(let x=R.x*8+5;x<(R.x+R.w)*8;x++)for(let k=0;k<3;k++) one.data[(y*1024+x)*3+k]=o.data[((y-100)*1024+x-50)*3+k];
    const f=await score(await jpeg(one,q2)); forg.push(f.v||0); fn2.push(f.note);
    if(f.m){let tp=0,fp=0,fn=0;for(let y=0;y<f.m.h;y++)for(let x=0;x<f.m.w;x++){const t=x>=R.x&&x<R.x+R.w&&y>=R.y&&y<R.y+R.h;const d=f.m.sm[y*f.m.w+x]<0;if(t&&d)tp++;else if(d)fp++;else if(t)fn++;}f1.push(2*tp/(2*tp+fp+fn));}
  }
const so=(a:string[])=>a.sort((x,y)=>parseFloat(y)-parseFloat(x)||0).join(' ');  console.log(q1,q2,'na',na,'auc',computeAuc(forg,hon).toFixed(3),'f1',f1.sort((a,b)=>a-b)[f1.length>>1]?.toFixed(2),'\n  H',so(hn),'\n  F',so(fn2));
}
