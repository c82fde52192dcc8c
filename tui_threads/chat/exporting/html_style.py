"""The look of an exported page: the reader's own colours, light or dark, and a column that can be read."""

STYLE = """
:root { color-scheme: light dark; --text: #23211e; --quiet: #68635c; --page: #fdfcfa; --card: #f4f1ec;
  --line: #e2ddd5; --accent: #a8480f; --link: #0b57a4; --word: #8a3ffc; --string: #1a7037; --number: #a8480f;
  --name: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e4dd; --quiet: #a39d93; --page: #161513;
  --card: #201f1c; --line: #37342f; --accent: #f0a868; --link: #8ab8f0; --word: #c9a4f5; --string: #93c98f;
  --number: #f0a868; --name: #8ab8f0; } }
body { margin: 0 auto; max-width: 46rem; padding: 3rem 1.25rem 5rem; background: var(--page);
  color: var(--text); font: 1rem/1.65 system-ui, sans-serif; overflow-wrap: anywhere; }
header { margin-bottom: 2.5rem; }
header h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; }
header p, time, .notes { color: var(--quiet); font-size: .85rem; }
header p { margin: .4rem 0 0; }
article { margin: 0 0 2rem; }
article.user { border-left: 3px solid var(--accent); padding-left: 1rem; margin-left: calc(-1rem - 3px); }
article > h2 { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem;
  flex-wrap: wrap; font-size: .9rem; margin: 0 0 .35rem; }
article.user > h2 > span { color: var(--accent); }
article > div > :first-child { margin-top: 0; }
article > div > :last-child { margin-bottom: 0; }
article > div :is(h1, h2, h3, h4, h5, h6) { font-size: 1.1rem; line-height: 1.35; margin: 1.5rem 0 .5rem; }
article > div h1 { font-size: 1.3rem; }
article > div h2 { font-size: 1.2rem; }
time { font-weight: normal; white-space: nowrap; }
.notes { list-style: none; margin: .75rem 0 0; padding: 0; }
a { color: var(--link); text-underline-offset: .15em; }
img { display: block; max-width: 100%; max-height: 32rem; border-radius: .4rem; }
code { font: .875em/1.55 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
:not(pre) > code { background: var(--card); border-radius: .25rem; padding: .1em .35em; }
pre { position: relative; background: var(--card); border-radius: .5rem; margin: 1rem 0; }
pre > code { display: block; overflow-x: auto; overflow-wrap: normal; padding: .85rem 1rem; }
pre[data-language]::before { content: attr(data-language); display: block; color: var(--quiet);
  font: .75rem/1 system-ui, sans-serif; padding: .75rem 1rem 0; }
blockquote { border-left: 3px solid var(--line); color: var(--quiet); margin: 1rem 0; padding-left: 1rem; }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; overflow-wrap: normal; margin: 1rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem 1rem .4rem 0; text-align: left; }
.k, .kn, .kd, .kc, .kr, .kt, .ow, .nt { color: var(--word); }
.s, .s1, .s2, .sa, .sb, .sd, .se, .si, .dl, .na { color: var(--string); }
.m, .mi, .mf, .mh, .mb, .mo { color: var(--number); }
.nf, .nc, .nb, .fm, .nd { color: var(--name); }
.c, .c1, .cm, .ch, .cs, .cp { color: var(--quiet); font-style: italic; }
@media print { article { break-inside: avoid-page; } pre > code { white-space: pre-wrap; } }
"""
