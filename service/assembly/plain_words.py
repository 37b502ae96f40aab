"""What Jinja says of a tag, in words that the author of a letter can use."""

from __future__ import annotations

import re


def in_plain_words(message: str) -> str:
    """What is wrong with a tag of which Jinja says `message`, and what to write instead."""
    for pattern, words in _IN_PLAIN_WORDS:
        found = re.search(pattern, message)
        if found:
            return words.format(*found.groups())
    return f"cannot be read: {message.rstrip('.')}. Compare it with the examples in the list of fields"


_IN_PLAIN_WORDS = (
    (
        r"Encountered unknown tag '(\w+)'",
        "begins with “{0}”, which is no word for a tag. Write if, for, set, endif, endfor …",
    ),
    (
        r"""unexpected char (?:"'"|'"')""",
        "has a quotation mark that opens and none that closes. Write one before and one behind the words",
    ),
    (r"unexpected char '(.+?)' at", "holds the sign “{0}”, which cannot stand there. Delete it"),
    (
        r"Expected an expression, got 'end of print",
        "ends where a name should stand. Write one, as in {{{{ student.name }}}}",
    ),
    (
        r"Expected an expression, got 'end of statement",
        "ends where a name should stand. Write one, as in {{% if student.name %}}",
    ),
    (r"expected name or number", "has a dot and no name behind it. Write one dot between two words: student.name"),
    (r"'end of .*', got '='", "has one equals sign, which compares nothing. Write two: =="),
    (
        r"unexpected '(.)', expected '(.)'",
        "has a bracket that opens and none that closes. Write “{1}” where it should end",
    ),
    (r"unexpected '<'", "is cut in two by formatting, or holds a “<” too much. Delete it and type it anew, in one go"),
    (
        r"expected token 'end of print statement', got '(.*)'",
        "goes on with “{0}” after a complete name. Names have no spaces: student.name",
    ),
    (
        r"expected token 'end of statement block', got '(.*)'",
        "goes on with “{0}” after it is complete. Delete what is too much",
    ),
    (r"expected token 'in'", "is missing the word “in”. Write it as {{% for goal in plan.goals %}}"),
    (r"expected token '(.*)', got '(.*)'", "has “{1}” where “{0}” is expected"),
    (r"can't assign to", "gives a value to what is no name. Write a name before the equals sign"),
    (r"Missing end of comment", "begins a note with {{# that has no end. Write #}} behind it"),
    (r"unexpected '(.*)'", "has a “{0}” too much. Delete it"),
)
