"""The lexicon's units in the words of one text, slow and obvious: phrases first, then single words."""

from reference.protect import is_digits


def find_units(words, lexicon, rules):
    """(first word, number of words, unit) of each slot."""
    phrases = []
    longest = max((unit.count(" ") + 1 for unit in lexicon), default=1)
    i = 0
    while i < len(words) and rules.phrases:
        for length in range(min(longest, len(words) - i), 1, -1):
            unit = " ".join(word.lower for word in words[i : i + length])
            together = all(word.is_linked for word in words[i : i + length - 1])
            if unit in lexicon and together and all(word.is_allowed for word in words[i : i + length]):
                phrases.append((i, length, unit))
                i += length - 1
                break
        i += 1
    held = {j for first, length, _ in phrases for j in range(first, first + length)}
    singles = [
        (i, 1, word.lower)
        for i, word in enumerate(words)
        if i not in held
        and word.is_allowed
        and word.lower in lexicon
        and (len(word.lower) >= rules.min_letters or is_digits(word.lower))
    ]
    return sorted(phrases + singles)
