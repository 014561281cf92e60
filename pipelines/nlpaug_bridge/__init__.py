"""nlpaug, both ways: its augmenters as a profile's engine, and a profile as one of its augmenters.

tools        nlpaug's augmenters, checked and made ready
needs        data and packages that some of them need, looked for before nlpaug would download them
words        the words of a text as it reads now
contextual   a language model asked for one word
rewrite      what an augmenter makes of one word
sweep        one augmenter over one text
spin         a flow of augmenters over many texts, with exact edits
protect      the words that the profile's rules leave alone
spindle_aug  SpindleAug, an nlpaug augmenter that runs a profile

nlpaug takes 5 s to import and is imported nowhere else: import this package only where it is used.
"""

from pipelines.nlpaug_bridge.spin import spin_with_nlpaug
from pipelines.nlpaug_bridge.spindle_aug import SpindleAug
from pipelines.nlpaug_bridge.tools import flow_fingerprints, load_flow

__all__ = ["SpindleAug", "flow_fingerprints", "load_flow", "spin_with_nlpaug"]
