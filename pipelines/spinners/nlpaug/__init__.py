"""The other engine: a flow of nlpaug augmenters that writes a profile's texts, with exact edits.

step        the settings of one augmenter of a flow
tools       nlpaug's augmenters, checked and made ready
needs       checks for data and packages that some augmenters need, before nlpaug would download them
split       the current words of a text
contextual  a language model asked for one word
rewrite     one word as an augmenter changes it
sweep       one augmenter over one text
spin        a flow of augmenters over many texts
protect     the words that the profile's rules leave alone

nlpaug takes 5 s to import: all modules but `step` are imported only where they are used.
"""
