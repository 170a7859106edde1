"""What the playground takes. It could take more: pages exist here so that paging can be seen and tried."""

MESSAGE_CHARACTERS = 12_000  # of text in one message
BODY_BYTES = 256 * 1024  # of one request
PUSH_MINUTES = 7 * 24 * 60  # at most, of one push of the clock
WORD_CHARACTERS = 200  # of a reference, an action or a user in a request
POLL_SECONDS = 0.3  # how soon a page sees a change
HEARTBEAT_SECONDS = 15.0  # between two signs of life of a quiet stream
UNSOLICITED_A_DAY = 3  # direct messages nobody asked for, as the page counts them
