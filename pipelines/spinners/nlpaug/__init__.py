"""The other engine: a flow of nlpaug augmenters that writes a profile's texts, with exact edits.

step        the setting of one step of a flow
tools       nlpaug's augmenters, checked and made ready
needs       data and packages that some of them need, looked for before nlpaug would download them
words       the words of a text as it reads now
contextual  a language model asked for one word
rewrite     one word as an augmenter changes it
sweep       one augmenter over one text
spin        a flow of augmenters over many texts
protect     the words that the profile's rules leave alone

nlpaug takes 5 s to import: all but `step` are imported only where they are used.
"""
