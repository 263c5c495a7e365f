# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Words so plain that no model is asked: certain intents by pattern, and the borders of the taxonomy that need the state."""

from __future__ import annotations

import re

_CERTAIN = r"""
browse_category: (?:(?:what|which)(?:'s| is| are)?|show me|tell me)(?: the| your)* (?:most expensive|costliest|priciest|dearest|cheapest|least expensive|lowest priced)(?: (?:thing|item|product|piece))?s?(?: that)?(?: (?:you|u) (?:have|sell|got|keep)| in (?:your|the|this) (?:shop|store)| here| of all)+|(?:aapka paas |dukan mein )*sabse (?:sasta|mehenga) (?:cheez|saman|item|product)(?: (?:kya|kaun|kaunsa|hai|dikhao|batao|aapka|paas))*
search_products: (?:do|does) (?:you|u|your shop|your store|you guys|this shop) (?:also )?(?:sell|stock) (?!my|our|me|data|personal).+|kya aap .+ (?:bechna|bechte|bechta) .*
search_products: (?:.* )?(?:how many|what|which)(?: are| is)?(?: the| your)? (?!.*(?:payment|delivery|shipping|refund|return|pay|pick)).*(?:options?|kinds|types|varieties)(?: .*)?(?:available|do you have|online store|your store|your shop|right now)(?: .*)?
change_order: (?:.* )?(?:modify|modifying|change|update) (?:all )?(?:of )?(?:my |the |both )?(?:pending|open) .*
change_order: (?:please |can you |could you |can i |i want to |i'd like to |i need to )*(?:change|update|modify|correct) (?:the )?(?:size|colour|color|quantity) (?:of|in|on) (?:my|the|this|that) (?:last |latest |recent |new )?order(?: .*)?|(?:mera |maza |us |is |woh |ye |last )*order (?:ka|mein|wala) (?:ka )?(?:size|rang|colour|color) .*(?:badlo|karo|change)(?: .*)?
goodbye: (?:(?:great|ok|okay|thanks?|thank you|no|nope|nah|perfect|wonderful|bas)[^.?!]*[ ,.!]+)*(?:(?:i think )?(?:that's|that is|that will be|that'll be|this is|these are) (?:all|it|everything)(?: (?:i (?:needed|wanted|have|had)|for now|for today|from me|today|now))*|no (?:further|more|other) (?:assistance|help|questions?)(?: (?:is )?(?:required|needed))?|nothing (?:else|more)(?: (?:for now|today))?|i'm (?:all set|done(?: here)?|good for now)|bas itna hi|aur kuch nahi(?: chahiye)?)(?:[ ,.!]+(?:(?:thanks?|thank you|have a|take care|bye|i'm done|great day|good day)[^.?!]*))*
return_item: (?:.* )?(?:return|wapas) (?:karo|karna) (?:hai|hain|chahta|chahti|hoga)(?: .*)?|(?:please |i want to |i'd like to |i need to |can i )*return (?:the|my|this|these|both|it)(?! policy)(?: .*)?
exchange_item: (?:.* )?(?:i|we)(?:'m|'d| am| would| was| need| want| wanted| have| wish| were)? ?(?:also |just |really |still )*(?:looking|hoping|trying|like|love|want|need|going|planning|wishing|wanting|interested in)? ?(?:to |in )?(?:exchange|exchanging|swap) (?!policy|offer|rate)(?:.+)
cancel_order: (?:.* )?(?:remove|removing|take|delete|drop|get rid of) (?:.+) (?:from|off|out of) (?:my|the|that|this|mine) (?:\w+ )?orders?(?: .*)?
talk_to_human: (?:please |i want to |i'd like to |i need to |can i |let me )*(?:talk|speak|chat) (?:to|with) (?:a |an |some |your )?(?:real |live )?(?:person|human|agent|someone|somebody|manager|executive|representative)(?: .*)?
talk_to_human: (?!(?:are you|is this|am i|kya aap|kya tum|aap|tum) (?:[^ ]+ ){0,3}(?:real person|human agent|live agent))(?:.* )?(?:supervisor|human agent|live agent|real person|(?:transfer|connect|put) me (?:to|through)|escalate (?:this|it|to))(?: .*)?
checkout: (?:please |ok )?check ?-?out (?:with|by|and|,|using|pick|deliver|home|cod|upi|card|on|from) .*|(?:please |ok |i want to |let's |can i |now |proceed to |go to |take me to |ready to |i'm ready to )*check ?-?out(?: (?:now|please|karo|do|karna hai|kara|my cart|with .*|by .*|and pay))*|place (?:the|my|an|this|my new) order(?: now| please| for (?:this|these|it|them))*|proceed to (?:pay|buy|payment|checkout)|(?:order|payment) place karo(?: do)?|order confirm karo|buy (?:it |this |these |them )?now|pay now|order (?:karo|kar) do
payment_question: (?:do|does|can) (?:you|u|your shop|your store|you guys|this shop) (?:also )?(?:take|accept|support|allow) (?:cash|cod|upi|cards?|(?:credit|debit|gift) cards?|net ?banking|wallets?|emi|paytm|phonepe|gpay)(?: .*)?|kya aap .*(?:cash|cod|upi|card) lo.*
view_cart: (?:please )?(?:(?:show|view|open|see|check|display|dikhao)(?: me)? (?:my |the |mera )?(?:cart|basket|bag)|(?:my|mera|the) (?:cart|basket)|cart|basket|(?:what's|what is|what do i have|whats|what all is|how many items are|how much is) (?:there )?in (?:my|the) (?:cart|basket|bag)|(?:mera |my )?cart (?:dikhao|mein kya(?: kya)?(?: hai)?|kholo|check karo|batao|dekhna hai|ka total(?: kitna hai| batao)?|total)|cart total|total of (?:my )?cart)(?: (?:please|do|na|hai|now|ji))*
remove_from_cart: (?:please )?(?:ye |it )?hatao(?: do)?(?: (?:please|na|ji|bhai|yaar))*
empty_cart: (?:please )?(?:empty|clear|delete|reset|wipe|clean|discard)(?: out)? (?:my |the |whole |entire |mera |all the |everything (?:in|from) (?:my |the )?)*(?:cart|basket|bag)(?: (?:please|now|completely))*|remove (?:all|everything|all items|all the items|all products|every item|all of it)(?: (?:from|in) (?:my |the )?(?:cart|basket|bag))|(?:mera |pura |all )?(?:cart|basket) (?:empty|clear|saaf|khali)(?: (?:karo|do|karna hai|kar))*|cart (?:se|mein) (?:all|sab|pura|saara)(?: kuch| saman| items?| cheez)* (?:hatao|remove|nikal|delete)(?: (?:karo|do))*|sab (?:kuch )?(?:cart se )(?:hatao|remove karo)(?: do)?
switch_language: (?:mujhse |mera sath )?(?:hindi|english|marathi) (?:mein|me|madhye) (?:baat|bol|batao|jawab|reply|likho|samajh|sanga|bola).*
stock_alert: (?:please |can you |could you |mujhe |plz )*(?:notify|alert|tell|inform|remind|email|mail|message|ping|let|batao)(?: do)? (?:me )?(?:know )?(?:when|once|if|as soon as|jab) (?:it|this|that|they|these|ye|.{1,40}?)?(?: is| are| comes?| gets?| will be)* ?(?:back|available|in stock|restocked|wapas|stock mein)(?: .*)?|(?:jab )?(?:ye |it |this |stock mein |maal )*(?:wapas |back |available |in stock )*(?:aao|ho|ho jao) (?:toh |tab )?(?:mujhe )?(?:batao|notify|bolo|inform)(?: .*)?|(?:set|create|make) (?:a |an )?(?:stock )?(?:alert|notification)(?: .*)?|(?:back in stock|restock) (?:alert|notification)(?: .*)?
write_review: (?:i want to |i'd like to |let me |can i |mujhe |please )*(?:write|leave|give|post|add|submit)(?: a| my)? review(?: .*)?|(?:i want to |i'd like to |let me |can i )*(?:rate|review) (?:this|it|the|my)(?: .*)?|(?:mujhe )?(?:ye |iska |ek )*(?:ka )?review (?:likho|do|dalo|karo)(?: .*)?
look_up_order: (?:find|look up|track|open|see|check) (?:an |my |the )?(?:guest order|order (?:without (?:an account|log ?in|logging in)|by (?:number|phone).*|i placed as (?:a )?guest))(?: .*)?|i (?:ordered|bought|placed (?:an|my) order) (?:as a guest|without (?:an account|logging in|log ?in))(?: .*)?
sort_results: (?:please )?sort(?: (?:them|it|these|this|the results|results|all))* (?:by|from|with|in|on|low|high).*|(?:cheapest|costliest|newest|latest|best rated|top rated|most expensive|lowest price|highest price|highest rated|most popular|low price|popular) (?:ones )?(?:first|pehla)(?: please| dikhao| karo)*|(?:price )?(?:low|high) to (?:high|low)(?: price)?(?: please| karo| dikhao| mein)*|(?:sabse )?(?:sasta|mehenga|naya) (?:wala )?pehla(?: dikhao| karo| batao)*|(?:arrange|order|rank)(?: (?:them|it|these|results))* by .*
change_quantity: (?:(?:ye|isko|it|usko|woh|quantity|iska quantity|please|inko) (?:ko )?)?(?:ek|do|teen|char|paanch|[1-9]|two|three|four) (?:piece |pcs )?(?:karo|kara|kardo)(?: (?:do|na|please|ji))*|(?:please )?make (?:it|that|this|them) (?:two|three|four|five|[1-9])(?: (?!more|less|in )[a-z]+){0,2}|(?:please )?make (?:the|my|that|this) (?:[a-z]+ ){1,3}(?:two|three|four|five|[1-9])(?: pieces| please)?
track_order: (?:please |can i |can you |i want to |i'd like to |let me )*(?:track|trace|locate) (?:it|this|that|them|the (?:last|first|second|third|latest|other|newest) (?:one|order|parcel|package))(?: (?:please|now|for me))*
order_history: (?:please |can you |could you |can i |let me |i want to |i'd like to )*(?:(?:show|see|view|list|open|check|display|dikhao|get|give)(?: me)? )?(?:all |all of )?(?:my|mera) (?:all |past |previous |old |recent |earlier )*(?:orders|purchases|order history|purchase history)(?: (?:please|dikhao|batao|list|so far|again|page))*
""".strip()
CERTAIN = tuple(
    (name, re.compile(rf"^(?:{pattern})[ .?!]*$"))
    for name, _, pattern in (line.partition(": ") for line in _CERTAIN.splitlines())
)
# With an order number or the words "my order" beside them, these settle it.
ORDER_RULES = tuple(
    (name, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"))
    for name, pattern in (
        (
            "cancel_order",
            r"cancel|cancellation|cancelling|canceling|radd|cancelled|call(?: \S+){0,3} off|stop|rukwao|don't ship|do not ship|withdraw|abort|void",
        ),
        (
            "change_order",
            r"(?:shipping|delivery|new|different|another|naya|wrong|galat) (?:address|pata)|(?:address|pata) (?:is |was |hai )?(?:wrong|galat|change|badlo)|is (?:address|pata)",
        ),
        (
            "exchange_item",
            r"exchange|swap|switch|trade|replac(?:e|ing)(?= .* (?:with|by|for) )|instead of|in place of|rather (?:have|than)|but i(?: \S+){0,2} (?:want|need|prefer)|(?:ki|ka|uski|uska) jagah|ka badla?|ka badle|ke badle|badla mein",
        ),
        ("return_item", r"return|returning|wapas|wapsi|laut\w+|(?:send|take|give)(?: \S+){0,30} back"),
        (
            "change_order",
            r"modify|(?:change|convert)(?: \S+){1,40} (?:to|into|for)|badlo|pay (?:for )?(?:\S+ ){0,4}(?:with|by|using)|payment (?:method|mode)",
        ),
        ("refund_status", r"refund|money back|reimburse\w*"),
        ("invoice", r"invoice|bill|receipt|gst"),
        ("change_order", r"change|update|edit|modify|badlo|correct"),
        (
            "report_problem",
            r"wrong|damaged|broken|missing|galat|tuta|defective|not (?:received|delivered)|never (?:came|arrived)|nahi (?:mila|aao|milega)",
        ),
        (
            "track_order",
            r"where|track|tracking|status|kahan|kab|when|eta|reach|reached|pahucha|arrive|arriving|deliver(?:ed|y)?|shipped|dispatched|aao|locate|late|delay(?:ed)?",
        ),
    )
)
# A yes with one of these is only that where something was asked: "ok thanks", "order kar do".
MORE_THAN_YES = re.compile(r"(?<!\S)(?:thanks|thank you|order|place)(?!\S)")
ORDER_WORDS = re.compile(
    r"(?<!\S)(?:my|mera|the|this|that|latest|last|recent|maza) (?:\S+ )?(?:order|parcel|package|delivery|shipment|courier)(?!\S)"
)
REQUEST_WORDS = frozenset(
    """
    show me i i'm want wanted need needs looking look for some a an the any please find search get see can
    could would you your my in with of and
    or to under below above over between within around about less than more up upto from like have buy do
    sell some is are there display give
    mujhe mera dikhao chahiye dekhna lena khareedna ka ko se mein ye kuch koi ek hai ho ji aur ya wala only
    just ones one sirf bas hi bhi do tak beech andar
    ok okay then maybe perhaps well hmm phir acha aur
    liye ki ke colour rang size fabric material brand price budget range clothes wear nice good accha type
    kind hi hello hey sir bhai brother yaar also make
    it that're us browse explore pair new let let's i'd love wish am after shopping something anything
    stuff hum main aap mere milega na toh par
    """.split()
)
SHOP_WORDS = re.compile(
    r"(?<!\S)(?:cart|basket|wishlist|checkout|coupon|voucher|promo|refund|parcel|courier|delivery|deliver|cod|emi|kurta|saree|lehenga|shirt|jeans|shoes"
    r"|dress|cotton|exchange|product|store|showroom|discount|offer|sale|return|size|saman|maal|item|colour|rang|stock|review|reviews|invoice)(?!\S)"
)
# A limit alone is a search only when nothing else is asked about it.
OTHER_WISH = re.compile(
    r"(?<!\S)(?:add|remove|delete|cart|basket|compare|vs|versus|difference|better|similar|like|match|matches|goes|go with|suggest|recommend|gift|gifts|gifting|stock|available|availability|review|reviews|rating|ratings|size chart|chart|which size|what size|what should|kaun|kaunsa|fit|fits|wash|care|material|fabric|details|about|how|why|when|where|what"
    r"|which|is it|is this|does|order|orders|return|exchange|refund|cancel|track|deliver|delivery|ship|offer|offers|discount|coupon|code|cheaper|checkout|pay|payment|wishlist|favourite|favorite|save|instead|change|make|dalo|hatao|badlo|put|take|trending|popular|new|latest|warranty|policy|kaisa|kaise|kya|kab|kahan|kitna|price|cost|store|stores|shop|idea|ideas|best|wear|pehanna|sujhav|look|outfit|combo|rakho|lagao|batao|tell|remind|play|set|book|call|weather|invoice|bill|help|complaint"
    r"|sort|first|more|explain|read|made|care|origin|features|i'll|drop|without me|them|undo|wrong|broken|tuta|galat|problem|missing|damaged|human|agent|password|account|do|karo|second|third|last|both|all|it|this|that|one|wala|keep|later)(?!\S)"
)


def certain_intent(flat: str) -> str:
    """Return the intent of a message that is one of the fixed shapes, or ""."""
    line = flat.strip()
    return next((name for name, pattern in CERTAIN if pattern.match(line)), "")


def order_intent(flat: str) -> str:
    """Return what is wanted of an order that is named by number, or ""."""
    return next((name for name, pattern in ORDER_RULES if pattern.search(flat)), "")
