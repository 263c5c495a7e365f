# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Moves in the dialogue that rules read better than a model: yes, no, an option, undo, never mind, another language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.nlu.normalise import Text

_POLITE = r"(?:[ ,.!]*(?:please|ji|yaar|bro|na|thanks|thank you|then|now|sir|madam|abhi|toh|bhai|brother|thank you (?:so|very) much|\.|!|,))*"
_YES = (
    r"(?:yes|yeah|yep|yup|ya|yess|y|yea|sure|ok|okay|haan|ha|haanji|ji haan|ji|theek(?: hai)?|alright|all right|fine|right|correct|absolutely|definitely|of course|bilkul|zaroor|perfect|great|cool|done|sahi hai|accha(?: hai)?|"
    r"go ahead|go for it|proceed|confirm(?:ed)?|i confirm|do it|do that|please do|sounds good|looks good|that's right|that's correct|that works|works for me|chalega|karo(?: do)?|haan karo(?: do)?|confirm (?:it|karo(?: do)?|hai)|hove|ho|hoy|barobar|place it|yes place (?:it|the order)|order karo(?: do)?|(?:please )?(?:go ahead and )?place the order"
    r"|it's (?:fine|ok|correct|right)|all good|looks fine|carry on|continue|aage badho|aage badhao|aage chalo|kar dijiye|pakka|sach mein|no problem|agreed|i agree|exactly|yes that's (?:it|right|the one|correct)|approve|approved"
    r"|please (?:do|proceed|go ahead|continue|confirm)(?: (?:with (?:it|that|this)|that|it))?|go ahead with (?:it|that|this)|(?:that|it|this|everything|all) (?:looks|sounds|is) (?:right|good|great|correct|perfect|fine|ok)"
    r"|karo do (?:place|confirm|order|cancel)|yes i do|yes i am|yes i'm sure|i'm sure|ho jaye|those (?:details )?are (?:right|correct)|these (?:details )?are (?:right|correct))"
)
_NO = (
    r"(?:no|nope|nah|na|nahi|naa|not now|no thanks|no thank you|not really|don't|do not|don't do (?:it|that)|nahi chahiye|nahi karo|mat karo|karo nahi|nahi (?:hai|rehne)|don't (?:place|confirm|order|proceed|cancel|want|want it|want to)(?: it| that| the order| anything)?|rehne do|chhodo(?: do)?|nako|negative|not yet|i don't think so|not that|no way"
    r"|abhi nahi|bilkul nahi|ji nahi|never|no need|leave it(?: as it is)?|not happening|let it be|zaroorat nahi|koi zaroorat nahi|nahi zaroorat|wrong)"
)
CONFIRM = re.compile(rf"^(?:{_YES}[ ,.!]*)+{_POLITE}$")
DENY = re.compile(rf"^(?:{_NO}[ ,.!]*)+{_POLITE}$")
LEAD_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|haan|haan ji|ji haan|sure|ok|okay|theek hai|right|confirm|haanji|ho|hoy) ?(?:,|\.|!|;|-)? ?(?:and|aur|also|ani|plus|then|phir|please)? (?=\S)"
)
LEAD_NO = re.compile(r"^(?:no|nope|nah|nahi|na|nako) ?(?:,|\.|!|;|-)? ?(?:but|and|aur|please)? ?(?=\S)")
# What takes the last thing back and says it anew: "no, L", "sorry, 3", "not cash, UPI", "nahi 2 nahi 3".
LEAD_BACK = re.compile(
    r"^(?:(?:(?:no|nope|nah|nahi|na|not|oops|sorry|wait|arre|actually|hmm)[ ,.!-]*)*(?:no|nope|nah|nahi|na|not|oops|sorry|wait|arre|actually) ?(?:,|-|\.|!|;)+ ?|(?:no wait|wait no|oops|sorry i meant|i meant|i mean|mera matlab|actually) ?,? ?"
    r"|(?:nahi|not|no) \S+ (?:nahi|not|no|but|balki) |(?:not|no) (?:\S+ ){1,3}, ?)(?:(?:but|just|only|i meant|i mean|make that|bas|sirf|mera matlab|it's|please) )*(?=\S)"
)
CORRECT = re.compile(
    r"(?<!\S)(?:i meant|i mean|i said|i didn't mean|not that(?: one)?|wrong one|mera matlab|matlab(?: tha)?|actually (?:make|change|i want|not|it|the|in|size|for|no|my)|sorry (?:i meant|it's|my|not|make|the)|correction|that's wrong|that's not what|rather make"
    r"|galat (?:hai|ho|size|address|pin|number|samajh)|change that to|oops|not this one|wait (?:no|make|i meant)|(?:woh|ye) nahi(?: woh| ye|$)|(?:nahi|no) ,? ?not (?:the|that))(?!\S)"
)
UNDO = re.compile(
    r"^(?:(?:please|can you|oops|sorry|no|wait|arre|nahi|gal(?:ti|at)(?: se)?(?: (?:hua|ho gaya|hai jao|se dalo))?)[ ,.!]+)*(?:undo(?: (?:it|that|this|last|the last|last (?:one|step|action)|karo|my last|please))*|revert(?: (?:it|that|back|this))*|put (?:it|that|them) back|take (?:that|it) back|roll ?back|reverse (?:it|that)|pehla jaisa karo(?: do)?|wapas (?:dalo|pehla jaisa)(?: karo| do)*|undo karo(?: do)?|add it back|bring it back|gal(?:ti|at) se (?:hua|ho gaya|hai jao|hatao|dalo|dal diya)?(?: \S+)*|restore(?: it| that)?|i didn't mean to(?: do that| remove(?: it)?| add(?: it)?| delete it)?)(?: (?:karo|do|please|ji|ok|wapas dalo|jo kiya|wala|change|hua|hai|gaya))*$"
)
REPEAT = re.compile(
    r"^(?:please |can you |could you |sorry |ek baar |ji |what )*(?:repeat(?: (?:that|it|please|yourself|again|the last|karo|what you said))*|say (?:that|it) (?:again|once more)|come again|pardon(?: me)?|what did you (?:say|just say)|say again|once more|one more time|phir (?:se )?(?:bol|batao)(?: do)?|ek baar phir(?: se)?(?: bol| batao)?(?: do)?|dobara (?:bol|batao)|again please|i didn't (?:get|catch|hear)(?: that| you| it)?|kya (?:bol|kaha|kahan)(?: aap| aapne| tum)?|tell me again|show (?:that|it|me that) again|kya bola|what was that)(?: (?:please|again|do|ji|aap))*$"
)
CANCEL_TASK = re.compile(
    r"^(?:no |ok |okay |please |arre |accha |actually |leave |just |let's )*(?:never ?mind|nevermind|forget (?:it|about it|that|this)|leave (?:it|that|this)|stop(?: (?:it|this|that|here|now|everything))?|cancel(?: (?:this|that|the process|everything|all this|it all|task|the task|karo|kar))*|exit|quit|abort|start over|start again|restart|start fresh|go back|back|rehne do|rehna do|chhodo(?: (?:do|karo|ye|isko))*|jaana do|chhod|band karo(?: do)?|drop it|skip(?: (?:it|this))?|not interested(?: anymore)?|i changed my mind|changed my mind|mood badlo gaya|mann badlo gaya|nahi karna(?: ab)?|let it be|let it go|cancel karo(?: do)?|ab nahi|main menu|home|reset|rahu do|soda|sodun do|don't bother|no need|radd karo|(?:never ?mind|forget it|leave it|chhodo(?: do)?)[ ,.!]+(?:i changed my mind|.{0,30}(?:keep(?:ing)? (?:it|them|this)|rakho? (?:lena|lenge|leta|lunga|liya)|as it is)))(?: (?:please|ji|then|now|it|do|yaar|ab|this|for now|anymore|again|everything|se|shuru|karo))*$"
)
LANGUAGES = {
    "hindi": "hi",
    "english": "en",
    "marathi": "mr",
    "hinglish": "hi-Latn",
    "angrezi": "en",
    "inglish": "en",
    "hindustani": "hi",
}
_LANGUAGE = "|".join(LANGUAGES)
SWITCH = re.compile(
    rf"^(?:(?:can|could|will) (?:you|we) |please |let's |i (?:want to|would like to|prefer to|prefer|want|will|can) |mujhe |mujhse |mera sath |aap |kya aap |ab |now |switch |change )*(?:speak|talk|reply|respond|answer|chat|switch|change|continue|write|bol|baat|baat karo|jawab|language|go|type|explain|batao|samajh)?(?: (?:back|in|to|into|me|with me|the language|language|it|your language))* ?(?P<language>{_LANGUAGE})(?: language| bhasha)?(?: (?:mein|please|karo|baat|bol|do|ji|jawab|reply|batao|chalega|instead|only|language|bhasha|samajh|sakta|hai|se|likho|talk|language mein|k|ka|na|aao|ata|hai|ko|mode|badlo|mode on))*\??$"
)
CLASSIC = re.compile(
    r"(?<!\S)(?:classic(?: (?:view|mode|site|shop|page|version|website|layout|store|interface))?|normal (?:site|website|view|page|shop|store|mode|version)|(?:show|open|give|dikhao|fill|want|use|prefer)(?: me| up)?(?: (?:the|a|this|it in|in|as))* (?:form|website|web page|webpage|full page|page view|product page|regular (?:site|view|website|shop)|full (?:site|website|view|catalogue|catalog)|grid view|list view|old (?:site|website|view|version)|traditional (?:view|site|shop))|form (?:dikhao|khol|kholo|bharna|open)|(?:website|page|site) (?:khol|kholo|dikhao|pe dikhao)|without (?:the )?(?:chat|bot)|switch to (?:the )?(?:website|site|form|page|shop|regular|normal)(?: \S+)?|old (?:website|site) (?:dikhao|view)|i want to browse (?:myself|on my own|the site|the website)|browse the (?:site|website) myself|khud dekhna)(?!\S)"
)
MORE = re.compile(
    r"^(?:please |ok |and |can you |can i see |i want to see |i want |mujhe )*(?:show (?:me )?(?:some )?more|more(?: (?:please|options?|results?|products?|items|like these_|designs?|choices|variety|of them|of these))*|next(?: (?:page|ones?|set|results?|please|batch|\d+|few))*|see more|load more|any more|anything else|what else|aur (?:dikhao|hai|bhi hai|bhi dikhao|options?|batao|kya hai|koi hai|kuch hai|kuch dikhao|kuch|designs?(?: dikhao)?)(?: (?:dikhao|hai|kya|options?|batao))*|kuch aur(?: dikhao| hai| batao)*|other (?:options|ones)|show (?:me )?(?:other|the next|next|additional|further|remaining|the rest)(?: (?:options|ones|page|results|few|set|products|items))*|agla(?: (?:page|wala|dikhao))*|more dikhao|zyada dikhao|keep going|scroll|page \d+|continue|ajun dakhva|aur dakhva|aur products?(?: dikhao)?|more of (?:them|these|those)|anything more|some more(?: options| please)*|koi aur(?: option| options| design)?(?: hai| dikhao)*)(?: (?:please|ji|na|do))*\??$"
)


@dataclass(frozen=True, slots=True)
class ControlFound:
    """A control intent; rest: flat offset where another wish begins, -1 where there is none; value: language code."""

    intent: str
    rest: int = -1
    value: str = ""


def whole_message(text: Text) -> ControlFound | None:
    """Return the control intent that the whole message is, if any; state-free."""
    flat = text.flat.strip(" .!?")
    if match := SWITCH.match(flat):
        return ControlFound("switch_language", value=LANGUAGES[match["language"]])
    for intent, pattern in (
        ("undo", UNDO),
        ("repeat", REPEAT),
        ("cancel_task", CANCEL_TASK),
        ("show_more", MORE),
    ):
        if pattern.match(flat):
            return ControlFound(intent)
    if CONFIRM.match(flat):
        return ControlFound("confirm")
    if DENY.match(flat):
        return ControlFound("deny")
    return None


def leading(text: Text) -> ControlFound | None:
    """Return the yes, no or taking back ("correct") that a longer message begins with, and where the rest begins."""
    for intent, pattern in (("confirm", LEAD_YES), ("correct", LEAD_BACK), ("deny", LEAD_NO)):
        match = pattern.match(text.flat)
        if match and text.flat[match.end() :].strip(" .!?,"):
            return ControlFound(intent, rest=match.end())
    return None
