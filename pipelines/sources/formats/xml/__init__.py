"""News in XML: feeds, NITF and NewsML-G2.

reader     told apart by the root of the document
tree       XML as a tree, without entities of its own or external files
feeds      entries of RSS and Atom
fragments  the text of a fragment of HTML, as feeds hold it
html_tags  the tags of such a fragment
nitf       documents of NITF and NewsML-G2
"""
