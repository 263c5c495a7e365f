"""What of a person's memory lies in their conversations: what a turn was given, and the lists that were shown."""

from __future__ import annotations

from apps.chat.models import Message, Turn, TurnEvent
from retailgenie.ai.types import BlockKind

OF_A_TALK = ("told", "proposal")  # parts of a turn's state that hold what a person said of themselves


def conversations_forget(owner_key: str) -> None:
    """Take what was remembered out of a person's turns and threads; the words that were said stay theirs.

    The events of all their turns go: what was remembered runs through them, and an event is never changed.
    """
    TurnEvent.objects.filter(turn__conversation__owner_key=owner_key).delete()
    turns = Turn.objects.filter(conversation__owner_key=owner_key)
    for turn in turns.filter(state__has_any_keys=list(OF_A_TALK)):
        turn.state = {name: value for name, value in turn.state.items() if name not in OF_A_TALK}
        turn.save(update_fields=["state"])
    shown = Message.objects.filter(
        conversation__owner_key=owner_key, blocks__contains=[{"kind": BlockKind.MEMORY.value}]
    )
    for message in shown:
        message.blocks = [block for block in message.blocks if block["kind"] != BlockKind.MEMORY.value]
        message.save(update_fields=["blocks"])
