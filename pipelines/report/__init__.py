"""Quality as a page that people want to look at; the web pages are made of the same pieces.

write        quality/report.html: one file, no script, nothing loaded from elsewhere
pictures     which plots a results.json is worth
plots        numbers as inline SVG: bars, histograms, trends
scales       ticks, widths of texts and how a number is written
marked       a pair as pieces of text, the edits among them
environment  jinja2 with everything escaped, and the filters
templates/   the page, and macros for a verdict, checks, a pair and pictures; style.css dresses all of them
"""
