"""What Teams takes. Bytes are those of UTF-8.

Source of each in its comment: "documented" on learn.microsoft.com, "schema" where the Adaptive Card schema 1.5 says it,
"aim" where nothing is told and we stay below what is known to work.
"""

# Messages
# aim: of a whole activity. Documented are about 100 KB, older pages say 40 KB, and 28 KB for what passes a webhook:
# the least of all.
ACTIVITY_BYTES = 28 * 1024
ENVELOPE_BYTES = 2_048  # aim: what sending adds: who to whom, in which conversation
# aim: of all pictures of a message, as they are written in it and beside the rest: what is documented as about 100 KB
# (80 to be safe) and before as 40 KB without its pictures, holds both. A Connector that takes less gets the words.
PICTURE_BYTES = 48 * 1024
SUMMARY = 200  # aim: characters of the line a notification shows; the card's own fallback has all of the text

# Cards
VERSION = "1.5"  # documented: the newest that Teams shows everywhere
ACTIONS = 6  # documented: primary actions in one row
ROW_WIDTH = 42  # aim: of a row's labels, in characters on a phone; what is beyond its edge is cut off, not wrapped
BUTTON_EDGES = 4  # aim: what a button is wider than its label, in the same
HEADING = 60  # aim: a longer title is a sentence and reads better as one

# Forms
LONG_FORM = 6  # aim: fields; a longer form is a dialog, not a part of a message
FORM_BYTES = 12_000  # aim: of the fields of a form in a message; a bigger one is a dialog
RADIOS = 5  # aim: a choice of at most so many options shows them all, as in the playground
DIALOG_TITLE = 60  # aim: nothing is documented; a longer one stands whole in the dialog
