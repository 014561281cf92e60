"""Quality as a page that people want to look at; the web pages are made of the same pieces.

write          quality/report.html: one file, no script, nothing loaded from elsewhere
pictures       which plots a results.json is worth
distributions  their names, in order, drawn alone or against those of before
plots          numbers as inline SVG: bars, histogram and trend, with what they share in drawing
scales         ticks, widths of texts and how a number is written
verdict        the verdict in a sentence, and the checks in order
marked         a pair as pieces of text, the edits among them
environment    jinja2 with everything escaped, and the filters
templates/     the page, and macros for a verdict, checks, a pair and pictures; style.css dresses all of them
"""
