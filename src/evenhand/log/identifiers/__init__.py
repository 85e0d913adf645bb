"""Personal identifiers in a log: which columns hold them, and how many. Never which ones.

`look` takes the columns of a sample as they are and returns counts. What tells an identifier is
its check digit, its form, or its form in a column of that name; a column of ordinary ids, hashes,
times or amounts is none. To add a class: see `kinds`.
"""

from evenhand.log.identifiers.kinds import IDENTIFIERS, Identified, Identifier
from evenhand.log.identifiers.look import ROWS, is_looked_at, look

__all__ = ["IDENTIFIERS", "ROWS", "Identified", "Identifier", "is_looked_at", "look"]
