/**
 * The page's style sheet: one calm column, both colour schemes, phone, print. Colours are the figures' own.
 */

import { darkTheme, lightTheme, type Theme } from '../chart/theme.ts';
import { MOST_STACKED } from './table.ts';

function colors({ paper, panel, ink, muted, rule, grid, accent, wrong }: Theme): string {
  return `--paper:${paper};--panel:${panel};--ink:${ink};--muted:${muted};--rule:${rule};--grid:${grid};--link:${accent};--wrong:${wrong}`;
}

/** Names of the columns before their values, from where `table` wrote them. */
const stackedNames = Array.from(
  { length: MOST_STACKED },
  (_, at) => `.stacked td:nth-child(${at + 1})::before{content:var(--c${at + 1})}`,
).join('');

/**
 * A phone: what is wide is stacked or set smaller.
 */
const phone = `
body{font-size:1rem}header.top{padding-top:2rem}h1{font-size:1.625rem}h2{font-size:1.3125rem;margin-top:3rem}.lead{font-size:1.0625rem}dl{grid-template-columns:1fr}nav a{padding:.5rem 0}
.numbers{font-size:.8125rem}
.numbers th,.numbers td{padding:.3rem .25rem}
.numbers tbody tr>:first-child{padding-left:0}
.stacked,.stacked caption,.stacked tbody,.stacked tfoot,.stacked tr,.stacked th,.stacked td{display:block}
.stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stacked tbody tr,.stacked tfoot tr{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem;padding:.6rem 0;border-bottom:1px solid var(--rule)}
.stacked tbody tr:first-child{border-top:1px solid var(--rule)}
.stacked tbody th,.stacked tfoot th{grid-column:1/-1;position:static;border:0;color:var(--ink);font-weight:600;font-size:.9375rem;overflow-wrap:anywhere}
.stacked tbody tr>td,.stacked tfoot tr>td{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;min-width:0;padding:.2rem 0;border:0;white-space:normal;overflow-wrap:anywhere}
.stacked tbody th::before{content:var(--c1);color:var(--muted);font-weight:400;padding-right:.5em}
.stacked td::before{color:var(--muted);font-weight:400}
.stacked .start{border:0}
.stacked td:empty{display:none}
${stackedNames}`;

/** Paper: figures at two thirds of their size, so that three curves fit a page; nothing cut or torn. */
const paper = `
nav,.skip,.tip,.mark,.hint,summary,.sortable button::after{display:none}
body{font-size:10pt;line-height:1.45}
main,header.top,footer{max-width:none;padding:0}header.top{padding-top:0}
h1{font-size:20pt}h2{font-size:15pt;margin-top:1.5rem;padding-top:.75rem}h3{font-size:11.5pt;margin:.9rem 0 .35rem}
h2,h3,caption,thead{break-after:avoid}
p{orphans:3;widows:3}
.scroll,.scroll.long,.scroll.wide{overflow:visible;max-height:none;width:auto}
table{font-size:8.5pt}th,td,.numbers th,.numbers td,.wide .numbers th,.wide .numbers td{padding:.12rem .35rem}
.numbers tbody th,.numbers td{white-space:normal}
.long thead,.numbers tr>:first-child{position:static}
tr{break-inside:avoid}tbody tr:first-child{break-before:avoid}tbody tr:last-child{break-before:avoid}
table:not(.config,:has(tbody tr:nth-child(16))){break-inside:avoid}
tfoot{display:table-row-group;break-before:avoid}
figure{margin:.35rem 0 .8rem}dl{break-inside:avoid}
figcaption{font-size:9pt;margin-top:.4rem}
.plots{zoom:.64}#samples .plots{zoom:.5}
.plot svg{max-height:30cm}
footer{margin-top:2rem;padding-bottom:0}`;

/** The style sheet, with the typeface embedded (`fontBase64`: a WOFF2 file). */
export function styleSheet(fontBase64: string): string {
  return `
@font-face{font-family:'Source Sans 3';font-weight:200 900;src:url(data:font/woff2;base64,${fontBase64}) format('woff2')}
:root{color-scheme:light dark;${colors(lightTheme)}}
@media screen and (prefers-color-scheme:dark){:root{${colors(darkTheme)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1.0625rem/1.55 'Source Sans 3',system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:break-word}
main,header.top,footer{max-width:46rem;margin:0 auto;padding:0 1.25rem}
header.top{padding-top:3.5rem}
h1,h2,h3{line-height:1.2;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h1{font-size:2.125rem;margin:0 0 .5rem}
h2{font-size:1.5rem;margin:4rem 0 1rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
h3{font-size:1.125rem;margin:2.5rem 0 .75rem;letter-spacing:0}
p{margin:0 0 1rem;max-width:40rem}
.lead{font-size:1.1875rem;line-height:1.5;margin-bottom:1.5rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:3}
nav{margin:2rem 0 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.25rem 0}
dl{margin:0 0 1.5rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 2rem}
dl div{display:flex;gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--grid);min-width:0}
dt{flex:0 0 6.5rem;color:var(--muted)}
dl div:has(code),dl .whole{grid-column:1/-1}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
code,pre{font:400 .875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
pre{margin:0;padding:1rem;white-space:pre;width:max-content;min-width:100%}
.scroll{overflow-x:auto;margin:0 0 1.5rem;max-width:100%;position:relative}
.scroll.code{background:var(--panel);border-radius:4px}
.scroll{container-type:inline-size}
@media screen{.scroll:not(.code){background:linear-gradient(to left,var(--paper) 40%,transparent) right/3rem 100% no-repeat local,linear-gradient(to left,color-mix(in srgb,var(--ink) 22%,transparent),transparent) right/.9rem 100% no-repeat scroll}}
@media screen and (min-width:48rem){.scroll.wide{width:min(50vw + 20.5rem,60rem);max-width:none}.wide .numbers{font-size:.875rem}.wide .numbers th,.wide .numbers td{padding:.32rem .35rem}}
.scroll.long{max-height:36rem;overflow-y:auto;border-bottom:1px solid var(--rule)}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.35;min-width:100%}
caption{text-align:left;color:var(--muted);padding:0 0 .6rem}
caption span{display:block;max-width:min(40rem,100cqi);position:sticky;left:0}
th,td{padding:.32rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid)}
th{font-weight:600}
thead th{border-bottom:1px solid var(--rule);vertical-align:bottom}
.long thead{position:sticky;top:0;background:var(--paper);z-index:1}
.numbers th,.numbers td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.numbers thead th,.numbers tbody th{white-space:normal}
.numbers tbody th{font-weight:400;color:var(--muted)}
tfoot th,tfoot td{border-top:1px solid var(--rule)}
.numbers th,.numbers td{padding:.32rem .5rem}
.numbers tr:first-child>th:first-child,.numbers tbody tr>:first-child,.numbers tfoot tr>:first-child{text-align:left;position:sticky;left:0;background:var(--paper)}
tr:first-child>:first-child,tbody tr>:first-child,tfoot tr>:first-child{padding-left:0}
.numbers .group{text-align:left}
.numbers .start{border-left:1px solid var(--rule)}
.matrix th,.matrix td{padding:.25rem .5rem}
td.key{color:var(--muted);white-space:nowrap}
.config ol{margin:0;padding-left:1.4rem}
.config td{overflow-wrap:anywhere}
.differences td{overflow-wrap:normal;min-width:5rem}
.differences th[scope=row]{font-weight:400}
figure{margin:1rem 0 2.5rem;break-inside:avoid}
figcaption{color:var(--muted);font-size:.9375rem;line-height:1.45;max-width:40rem;margin-top:.75rem}
.plots{position:relative}
.plot{position:relative}
.plot svg{display:block;width:100%;height:auto}
.plot.dark,.plot.narrow{display:none}
@media screen and (max-width:640px){.plot.wide{display:none}.plot.light.narrow{display:block}.plot.narrow{margin:0 auto}}
@media screen and (prefers-color-scheme:dark){.plot.light.wide,.plot.light.narrow{display:none}.plot.dark.wide{display:block}}
@media screen and (prefers-color-scheme:dark) and (max-width:640px){.plot.dark.wide{display:none}.plot.dark.narrow{display:block}}
.mark{position:absolute;pointer-events:none;outline:1.5px solid var(--ink);background:color-mix(in srgb,var(--ink) 7%,transparent)}
.tip{position:absolute;z-index:2;pointer-events:none;white-space:pre;background:var(--panel);color:var(--ink);border:1px solid var(--rule);border-radius:4px;padding:.4rem .6rem;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums;max-width:100%}
.plot.opens{cursor:pointer}
.hint{margin:.5rem 0 0}
.gallery{border-left:3px solid var(--rule);padding:.1rem 0 .1rem 1rem;margin:1rem 0}
.gallery p{margin:0 0 .5rem}
.gallery ul{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 .5rem;padding:0}
.gallery li{display:grid;justify-items:center;font-size:.8125rem;line-height:1.3;color:var(--muted);font-variant-numeric:tabular-nums}
.digit{width:56px;height:56px;background:var(--sprite) 0 0/var(--size) no-repeat;image-rendering:pixelated}
.sortable button{all:unset;cursor:pointer}
.sortable button:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.sortable button::after{content:'↕';color:var(--muted);font-weight:400;padding-left:.25em}
.sortable [aria-sort=ascending] button::after{content:'↑';color:var(--ink)}
.sortable [aria-sort=descending] button::after{content:'↓';color:var(--ink)}
details{margin:.75rem 0 1rem}
summary{cursor:pointer;color:var(--link);padding:.25rem 0;width:fit-content}
details[open]>summary{margin-bottom:.75rem}
.finding{font-weight:600}
.wrong{color:var(--wrong)}
.note{color:var(--muted);font-size:.9375rem}
footer{margin-top:4rem;padding-bottom:3rem;color:var(--muted);font-size:.9375rem}
footer p{border-top:1px solid var(--rule);padding-top:1rem;max-width:none}
@media screen and (max-width:640px){${phone}}
@page{margin:18mm 16mm}
@media print{${paper}}
`.trim();
}
