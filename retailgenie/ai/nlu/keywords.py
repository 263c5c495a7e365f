# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""The baseline every learned model must beat: keywords, first match wins; also serves before a head is trained."""

from __future__ import annotations

import re

from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.types import IntentScore

_TABLE = """
undo: undo|revert|put it back
switch_language: (speak|talk|reply|baat|hindi|english|marathi) .*(hindi|english|marathi)|(hindi|english|marathi) (mein|please)
open_classic: classic|normal (site|website|view)|form
repeat: repeat|say (that )?again
talk_to_human: human|agent|person|representative|executive|manager|insaan|customer care|real person|call me
refund_status: refund|money back|paisa (kab|wapas)|where is my money
exchange_item: exchange|badlo|swap
policy_question: policy|warranty|guarantee|return window|rules?|privacy|terms|kitna din
return_item: return|wapas|send (it )?back
cancel_order: cancel .*order|order .*cancel|cancel rg
track_order: track|where is my (order|parcel|package)|order (status|kahan|kab)|status of|when will (it|my)
order_history: (past|previous|old|my|all) orders|order history|purchase history
change_order: change .*(address|order|slot|payment)|update .*order
invoice: invoice|bill|receipt|gst
report_problem: wrong|damaged|broken|defective|missing|deducted|error|not working|galat|tuta|problem|issue
account_help: password|log ?in|account|sign ?(in|up)|e-?mail|otp|newsletter
give_feedback: feedback|suggestion for|love this (shop|app)
how_to_use: what can you do|how (do|does) (this|i use)|help
apply_coupon: (apply|use).*(coupon|code|promo)|coupon lagao
show_offers: offers?|discounts?|sale|deals?|coupons?
best_price: cheaper|best price|negotiate|price (match|drop)|sasta mein
empty_cart: (empty|clear) .*cart|remove (all|everything)|cart empty
remove_from_cart: remove|delete|hatao|take out|drop
change_quantity: make it|quantity|one (more|less)|increase|decrease
change_variant: instead|change .*(size|colour|color)
save_for_later: wish ?list|favou?rites?|save (it|this|for later)
view_cart: (my|the|view|show|mera) cart|cart (dikhao|mein kya)|basket
add_to_cart: add|dalo|i'll (take|have)|lena|put .*cart
checkout: checkout|check out|place (the |my )?order|buy (it )?now|pay now|proceed
compare_products: compare|difference|vs|versus|better
size_help: size (chart|guide|help)|which size|what size|fit|kaun size
check_availability: in stock|available|availability|stock mein|do you have .*(size|in)
find_store: store|shop near|outlet|showroom|branch
review_question: reviews?|ratings?|what do people
delivery_question: deliver|delivery|shipping|ship|how long
payment_question: cod|upi|emi|payment|pay with|cash on
similar_products: similar|like this|same type|aisa
complete_the_look: goes? with|match|pair with|complete the look
trending: trending|popular|new arrivals|what's new|latest
gift_ideas: gift
recommend_products: recommend|suggest|what should i|best .* for
product_details: details|material|fabric|price of|how much|features|wash|tell me (more )?about
sort_results: sort|first|low to high|high to low
show_more: more|next|aur dikhao
refine_results: only|under|below|not
browse_category: categories|collection|section|what kind
goodbye: bye|goodbye|alvida|see you|that's all
thanks: thanks|thank you
greet: ^(hi|hello|namaste|good (morning|evening|afternoon))
confirm: ^(yes|haan|ok|okay|sure|theek)
deny: ^(no|nahi|nope)
cancel_task: never mind|forget it|stop|cancel
choose_option: ^(option|the)? ?(first|second|third|[1-9])( one)?$
correct: i meant|actually|not that
search_products: show|looking for|find|search|want|need|chahiye|dikhao
acknowledge: i see|got it|wow|hmm|samajh gaya
chit_chat: joke|how are you|your name|who are you
"""
RULES = tuple(
    (name, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"))
    for name, _, pattern in (line.partition(": ") for line in _TABLE.strip().splitlines())
)


def keyword_intents(text: Text) -> tuple[IntentScore, ...]:
    """Return up to three intents whose keywords occur, in the order of the table; out of scope where none does."""
    found = [name for name, pattern in RULES if pattern.search(text.flat)][:3]
    names = found or ["out_of_scope"]
    return tuple(IntentScore(name, round(0.6 / (place + 1), 3)) for place, name in enumerate(names))
