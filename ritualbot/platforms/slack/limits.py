"""What Slack takes. Lengths are in UTF-16 units unless said otherwise: of all the ways to count, the longest but bytes.

Source of each in its comment: "documented" on docs.slack.dev, "SDK" where slack_sdk 3.47's own models refuse more,
"measured" by others against Slack itself, "aim" where nothing is told and we stay below what is known to work.
"""

# Messages
TEXT_BYTES = 3_900  # aim: chat.update refuses a text over 4,000 UTF-8 bytes with msg_too_long (measured)
MESSAGE_BLOCKS = 50  # documented
# aim: all blocks as JSON; msg_blocks_too_long came from about 13,200 characters on (measured, bolt-js #2509), and not
# for text alone: 11,341 characters of it were refused in rich text (measured, bolt-js #2867)
BLOCKS_JSON = 12_000
BLOCK_OVERHEAD = 30  # aim: what Slack itself adds to a block when it counts: its block_id

# Views
VIEW_BLOCKS = 100  # documented, modals and home tabs
VIEW_TITLE = 24  # documented; also of submit and close

# Blocks
HEADER = 150  # documented, SDK
HEADING = 60  # aim: a longer title is a sentence and reads better as one
CONTEXT_TEXT = 2_000  # aim: of one element of a context block (the text object takes 3,000)
ALT_TEXT = 2_000  # documented, of an image block
CONTEXT_ELEMENTS = 10  # documented, SDK
RUN = 3_000  # aim: of one run of rich text; nothing is documented, a text object takes as much
ACTIONS_ELEMENTS = 25  # documented, SDK
INPUT_LABEL = 2_000  # documented, SDK; also of a hint

# Elements
BUTTON_TEXT = 75  # documented, SDK
BUTTON_URL = 3_000  # documented, SDK
OVERFLOW_OPTIONS = 5  # documented, SDK
SELECT_OPTIONS = 100  # documented, SDK; also of the groups of a select
CHECKBOXES = 10  # documented; also of radio buttons
OPTION_TEXT = 75  # documented, SDK; also of a group's label
OPTION_VALUE = 150  # documented, SDK
PLACEHOLDER = 150  # documented, SDK
INPUT_TEXT = 3_000  # documented: the greatest max_length of a text input
RADIOS = 5  # aim: a choice of at most so many options shows them all, as in the playground
