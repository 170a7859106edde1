"""What the HTTP answer to an invoke holds. Its status is 200 in every case; how a press went stands inside."""

from ritualbot.platforms.teams.literal import Json

CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"


def card_answer(card: Json) -> Json:
    """To `adaptiveCard/action`: the card takes the place of the one that was pressed."""
    return {"statusCode": 200, "type": CARD, "value": card}


def message_answer(text: str) -> Json:
    """To `adaptiveCard/action`: a line for whoever pressed. An empty one would count as a failure and the press come
    again."""
    return {"statusCode": 200, "type": _MESSAGE, "value": text.strip() or "–"}


def error_answer(status: int, code: str, message: str) -> Json:
    """To `adaptiveCard/action`: it was refused, and why."""
    return {"statusCode": status, "type": _ERROR, "value": {"code": code, "message": message}}


def dialog_card(title: str, card: Json) -> Json:
    """To `task/fetch` and `task/submit`: the card in a dialog."""
    attachment = {"contentType": CARD, "content": card}
    return {
        "task": {
            "type": "continue",
            "value": {"title": title, "height": "medium", "width": "medium", "card": attachment},
        }
    }


def dialog_message(text: str) -> Json:
    """To `task/fetch` and `task/submit`: a line in a dialog that has nothing else."""
    return {"task": {"type": "message", "value": text.strip() or "–"}}
