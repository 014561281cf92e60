"""Markup in texts: tags and entities, whole or broken.

mend      tags and entities mended or found, in whole arrays of texts
entities  entities, also damaged ones -> characters
rests     entities without their ampersand -> characters
tags      drops tags, comments and scripts
spacing   the white space that stands for markup
"""
