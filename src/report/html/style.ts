/** The style sheet of reports. Colours are chosen for 4.5:1 and more, in light, dark and print. */
export const STYLE = `
:root{color-scheme:light dark;
--paper:#f5f5f1;--card:#fff;--ink:#1c2227;--quiet:#59636b;--line:#dadedd;--soft:#eef0ee;
--edited:#8a4700;--edited-soft:#fbeedc;--unedited:#1a5788;--unedited-soft:#e3eef8;--accent:#22577a;--mark:#e2007a;--frame:#e9ebe9}
@media (prefers-color-scheme:dark){:root{
--paper:#12161a;--card:#1a2025;--ink:#e6eaec;--quiet:#a4aeb6;--line:#333c43;--soft:#232a30;
--edited:#f2b766;--edited-soft:#38291a;--unedited:#86c0ee;--unedited-soft:#172e41;--accent:#8cc3e6;--mark:#ff5cae;--frame:#0d1013}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:break-word}
header.top,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header.top{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline;justify-content:space-between;padding-top:22px;padding-bottom:14px}
.brand{font-weight:650;letter-spacing:.01em}
.brand small{display:inline-block;font-weight:400;font-size:.94rem;color:var(--quiet);margin-left:.6em}
.facts{color:var(--quiet);font-size:.9rem;margin:0}
h1,h2,h3{line-height:1.25;font-weight:620}
:root[lang=en] h1{text-wrap:balance}
h1{font-size:1.75rem;margin:0 0 .4em}
h2{font-size:1.22rem;margin:0 0 .6em}
h3{font-size:1.02rem;margin:1.4em 0 .5em}
p{margin:0 0 .8em}
a{color:var(--accent)}
.quiet{color:var(--quiet)}
.numeric{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
code,.details td,.details th,.stacked td{overflow-wrap:anywhere}
code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:24px 28px;margin:0 0 20px}
section:focus{outline:none}
.skip{position:absolute;left:-99em;background:var(--card);padding:.5em 1em;z-index:2}
.skip:focus{left:8px;top:8px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.language{border:0;margin:0;padding:0;display:flex;gap:2px;background:var(--soft);border-radius:8px}
.language legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.language label{position:relative;padding:.3em .9em;border-radius:8px;font-size:.92rem;cursor:pointer}
.language input{position:absolute;inset:0;margin:0;opacity:0;cursor:pointer}
.language label:has(:checked){background:var(--card);box-shadow:0 0 0 1px var(--line)}
.language label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
:root:has(#language-en:checked) .zh,:root:has(#language-zh:checked) .en{display:none}
@supports not selector(:has(a)){.language{display:none}:root[lang=en] .zh,:root[lang=zh-CN] .en{display:none}}
.question{color:var(--quiet);margin-bottom:1.1em}
.tag{display:inline-block;font-size:.8rem;border:1px solid var(--line);border-radius:99px;padding:0 .7em;margin-right:.5em}
.answer{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:28px}
.next{background:var(--soft);border-radius:10px;padding:16px 20px}
.next h2{font-size:.85rem;font-weight:500;color:var(--quiet);margin:0 0 .3em}
.next p:last-child{margin:0;font-size:.94rem}
.action{font-weight:620;margin-bottom:.3em}
.result{border-top:5px solid var(--quiet)}
.result.review,.result.strong-evidence{border-top-color:var(--edited)}
.result.no-evidence{border-top-color:var(--unedited)}
.strength{border-top:1px solid var(--line);margin-top:22px;padding-top:18px}
.strength h2{font-size:1.02rem}
span.edited{color:var(--edited)}
span.unedited{color:var(--unedited)}
.scale svg{display:block;overflow:visible}
.scale line{stroke:var(--quiet);stroke-opacity:.55}
.scale .track{fill:var(--soft);stroke:var(--line)}
rect.edited,circle.edited{fill:var(--edited)}
rect.unedited,circle.unedited{fill:var(--unedited)}
rect.neither,circle.neither{fill:var(--quiet)}
.scale circle{stroke:var(--card);stroke-width:2}
.scale p{display:grid;grid-template-columns:1fr 1fr 1fr;font-size:.88rem;color:var(--quiet);margin:0 0 14px}
.scale span:nth-child(2){text-align:center}
.scale p>span:nth-child(3){text-align:right}
.figures{display:flex;flex-wrap:wrap;gap:4px 36px;margin:0 0 .6em}
.figures div{display:flex;gap:.6em}
.figures dt{color:var(--quiet)}
.figures dd{margin:0;font-weight:620;font-variant-numeric:tabular-nums}
.answer+.score-note{margin-top:16px}
.score-note{font-size:.92rem;color:var(--quiet);margin:0;max-width:75ch}
figure{margin:0}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:20px;align-items:start}
.frame{background:var(--frame);border-radius:8px;overflow:hidden}
.picture{display:block;width:100%;height:auto;max-height:76vh}
.store{position:absolute}
figcaption{padding:.5em 2px 0;font-size:.94rem}
.toggle{display:flex;gap:.5em;align-items:baseline;padding:.25em 0;cursor:pointer}
.toggle input{accent-color:var(--accent);flex:none;transform:translateY(1px)}
.regions polygon{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.regions .halo{stroke:#fff;stroke-width:5;stroke-opacity:.85}
.regions .outline{stroke:#d1006c;stroke-width:2.25}
.regions circle{fill:#d1006c;stroke:#fff;stroke-width:1.5;vector-effect:non-scaling-stroke}
.regions text{fill:#fff;text-anchor:middle;font-weight:650}
.pictures:has(#show-regions:not(:checked)) .regions{display:none}
.number{display:inline-block;min-width:1.55em;padding:0 .3em;border-radius:99px;background:#c30065;color:#fff;text-align:center;font-size:.82rem;font-weight:620;line-height:1.55}
.compare{margin-top:26px;max-width:760px;margin-inline:auto}
#compare-line{stroke:#fff;stroke-width:3;vector-effect:non-scaling-stroke;filter:drop-shadow(0 0 2px #000)}
.sides{display:flex;justify-content:space-between;font-size:.88rem;color:var(--quiet);margin:.4em 2px 0}
.divider{display:none}
.script .divider{display:flex;flex-wrap:wrap;gap:.2em 1em;align-items:center;font-size:.94rem}
.script .compare .frame{cursor:ew-resize;touch-action:pan-y}
.divider input{flex:1;min-width:180px;accent-color:var(--accent)}
.pictures>.quiet{margin:1.2em 0 0}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px;margin-top:20px}
table{border-collapse:collapse;width:100%;font-size:.94rem}
caption{text-align:left;font-weight:560;padding:.7em 0 .3em}
th{text-align:left;font-weight:560;vertical-align:top}
th,td{padding:.45em .9em .45em 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--quiet);font-weight:500;font-size:.88rem}
tbody th[scope=row]{width:30%}
.regions-table th{width:auto;white-space:nowrap}
.details th,.details td{padding-top:.25em;padding-bottom:.25em;font-size:.9rem;font-weight:400}
.details th{color:var(--quiet)}
.finding{border:1px solid var(--line);border-left-width:5px;border-radius:8px;padding:16px 20px 12px;margin:0 0 14px}
.finding.edited{border-left-color:var(--edited)}
.finding.unedited{border-left-color:var(--unedited)}
.finding header{display:flex;flex-wrap:wrap;gap:4px 20px;justify-content:space-between;align-items:baseline}
.finding h3{margin:0}
.grade{margin:0;font-size:.92rem}
.chip{display:inline-block;border-radius:99px;padding:.1em .8em}
.edited .chip{background:var(--edited-soft);color:var(--edited)}
.unedited .chip{background:var(--unedited-soft);color:var(--unedited)}
.finding dl{display:grid;grid-template-columns:minmax(8.5em,max-content) 1fr;gap:.35em 1.4em;margin:.8em 0 .6em}
.finding dt{color:var(--quiet);font-size:.92rem}
.finding dd{margin:0}
summary{cursor:pointer;color:var(--accent);font-size:.94rem;width:fit-content}
.stacked tbody th[scope=row]{width:22%}
.stacked td:last-child{width:22%}
.absent tbody th{width:45%;font-weight:400}
.silent{margin:18px 0}
.families td.bar{width:55%}
.families rect{rx:2px}
.families line{stroke:var(--quiet)}
.sum th,.sum td{border-bottom:0;font-weight:650}
.viewer{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:24px;align-items:start}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0 0 14px;padding:8px 16px 10px}
legend{padding:0 .4em;font-size:.92rem;color:var(--quiet)}
.legend{display:flex;gap:.7em;align-items:center;font-size:.88rem;color:var(--quiet)}
.ramp{flex:1;max-width:180px;height:10px;border-radius:5px;background:linear-gradient(90deg,rgba(255,190,40,.05),rgba(230,95,78,.45),rgba(205,0,115,.85))}
.printed-maps{display:none}
.identification dl{margin:0 0 1em}
.identification dl div{display:grid;grid-template-columns:12em 1fr;gap:0 1.2em;padding:.4em 0;border-bottom:1px solid var(--line)}
.identification dt{color:var(--quiet)}
.identification dd{margin:0}
footer{color:var(--quiet);font-size:.92rem;padding-top:4px;padding-bottom:40px}
ul{padding-left:1.2em;margin:0}
li{margin-bottom:.35em}
@media (max-width:720px){
header.top,main,footer{padding-left:12px;padding-right:12px}
section{padding:18px 16px;border-radius:10px}
h1{font-size:1.42rem}
.answer,.viewer{grid-template-columns:minmax(0,1fr);gap:16px}
.finding{padding:14px 14px 10px}
.finding dl{grid-template-columns:minmax(0,1fr);gap:0}
.finding dd{margin-bottom:.5em}
.identification dl div{grid-template-columns:minmax(0,1fr)}
.stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stacked tr,.stacked th,.stacked td{display:block;width:auto!important;border:0;padding:0}
.stacked tr{border-bottom:1px solid var(--line);padding:.5em 0}
.families td.bar{width:40%}}
@page{size:A4;margin:14mm 14mm 16mm}
@media print{
:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#14181b;--quiet:#4c555c;--line:#cfd4d3;--soft:#f0f2f0;--edited:#8a4700;--edited-soft:#fbeedc;--unedited:#1a5788;--unedited-soft:#e3eef8;--accent:#22577a;--frame:#fff}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
:root{font-size:10.5pt}
body{line-height:1.45}
header.top,main,footer{padding:0;max-width:none}
section{border:0;border-radius:0;padding:0;margin:0 0 7mm}
section.result{border-top:4px solid var(--quiet);padding-top:4mm}
.language,.skip,.toggle,.divider,.script .divider,.viewer,.finding details{display:none}
.printed-maps{display:grid;grid-template-columns:1fr 1fr;gap:5mm}
.pair{grid-template-columns:repeat(auto-fit,minmax(60mm,1fr))}
.compare{max-width:120mm}
.picture{max-height:95mm}
h1{font-size:17pt}h2{font-size:13pt}h3{font-size:11pt}
h2,h3,caption,thead,h2+p{break-after:avoid}
figure,.finding,tr,.strength,.next,.scale,li,.identification dl div{break-inside:avoid}
p{orphans:3;widows:3}
details::details-content{content-visibility:visible;height:auto}
summary{list-style:none;color:var(--quiet)}
summary::-webkit-details-marker{display:none}}
`;

/** Rules that show and hide each localization map by its switch. */
export function mapRules(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `.maps:has(#show-map-${i}:not(:checked)) .map-${i}{display:none}\n`,
  ).join('');
}
