"""The report on quality, and the pieces that the pages in Airflow share with it.

write          quality/report.html: one file, no script, nothing loaded from elsewhere
verdict        the verdict in a sentence, and the checks by suite
probe          the models trained on a sample of the corpus: a sentence, tables and a plot
probe_headline  the few figures that say first what a model can do
cells          verdict by cell: a grid of profiles and sources for a check
pictures       the plots of a results.json
distributions  the distributions of a results.json, drawn alone or against earlier ones
plots          numbers as inline SVG
bars           horizontal bars
histogram      columns over bins
trend          lines over time
drawing        the size, the scale and the template that all plots share
scales         ticks, widths of texts, and numbers for people
pair_diff      the spun texts of a pair in two releases, with what differs
results_shape  the entries that readers of a results.json rely on
marked         a pair as pieces of text with its edits
surroundings   a marked pair folded to the surroundings of its edits, with the found words marked
environment    jinja2: values escaped, unknown names refused, filters

templates/ and style.css hold the HTML and the style.
"""
