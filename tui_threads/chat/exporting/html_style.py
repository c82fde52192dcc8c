"""The look of an exported page: the reader's own colours, light or dark, and a column that can be read."""

STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #59636e; --page: #ffffff; --card: #f3f5f8;
  --line: #d5dbe1; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --quiet: #9aa5b1; --page: #14181d;
  --card: #1d232a; --line: #38424c; --link: #79b8ff; } }
body { margin: 0 auto; max-width: 48rem; padding: 1.5rem 1rem 4rem; background: var(--page);
  color: var(--text); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
header p, time, article > ul { color: var(--quiet); font-size: .85rem; }
article { border-top: 1px solid var(--line); padding: .25rem 0 1rem; }
article.user > div { background: var(--card); border-radius: .5rem; padding: .1rem 1rem; }
article > h2 { font-size: .95rem; margin: 1rem 0 .5rem; }
time { font-weight: normal; }
a { color: var(--link); }
img { max-width: 100%; height: auto; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem;
  overflow-x: auto; overflow-wrap: normal; }
code { font: .9em/1.5 ui-monospace, monospace; }
blockquote { border-left: 3px solid var(--line); color: var(--quiet); margin-left: 0; padding-left: 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; }
@media print { article { break-inside: avoid-page; } }
"""
