# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Whole messages that ask for nothing: remarks ("oh wow", "let me check"), and what nobody asked for (a name, a level).

People say them between their wishes, and to a shop that has asked before. They get a word in return; whatever was
open (a question, a card) stays open. A message counts only where every sentence of it is of this kind.
"""

from __future__ import annotations

import re

from retailgenie.ai.nlu import asides, control, cues
from retailgenie.ai.nlu.normalise import analyse

REMARK, IDENTITY, NUMBER = "remark", "tell_identity", "told_number"
NOTED, GLAD, SORRY, WAITING = "noted", "glad", "sorry", "waiting"

_OH = r"(?:oh+|dear|boy|goodness|no way|dear me|ah+|aha|wow|whoa|hmm+|hm+|huh|ugh+|oops|umm?|well|ok|okay|alright|right|yeah|yes|so|but|and|damn|dang|gosh|haha|lol|man|geez|accha|acha|arre|yaar|sure|no|oh no|oh my|my god|great|good|cool|nice|perfect|awesome|excellent|wonderful|lovely|fantastic|amazing|brilliant|sweet|super|fine|exactly|true|fair enough|i see|got it|gotcha|understood|noted|i understand|i know|i get it|makes sense|interesting|thanks|thank you|samajh gaya|samajh gayi|samajh aao)"
_VERY = r"(?:(?:a|an|so|very|really|pretty|quite|too|rather|just|kind of|sort of|kinda|a bit|a little|such|super|absolutely|totally|not|still|all|most|the|is|was|bit|lot|bahut|thoda|kaafi) )*"
_GOOD = r"(?:good|great|nice|fine|okay|ok|perfect|awesome|wonderful|fantastic|excellent|amazing|helpful|useful|lovely|cool|reasonable|fair|true|right|correct|understandable|clear|interesting|a relief|relief|fun|funny|impressive|kind of you|kind|sweet of you)"
_BAD = r"(?:expensive|pricey|costly|steep|strange|weird|odd|unfortunate|disappointing|annoying|frustrating|ridiculous|unacceptable|crazy|insane|sad|bad|terrible|awful|horrible|worrying|concerning|upsetting|confusing|surprising|unexpected|inconvenient|unfair|outrageous|absurd|a shame|shame|a pity|pity|a bummer|bummer|bad news|nonsense|a joke|mehenga|bura)"
_FEELING = r"(?:upset|angry|frustrated|disappointed|annoyed|unhappy|mad|sad|furious|fed up|shocked|confused|surprised|worried|not happy|tired of this)"
_TO_KNOW = r"(?: (?:to (?:know|hear|see|me|say)|then|actually|though|indeed|anyway|for me|of (?:you|them)|(?:to|for) (?:spend|pay)))*"
_THAT = r"(?:(?:that|this|it|everything|all)(?:'s| is| was| sounds| seems| looks| makes| would be| will be|'ll be)|how)"
_SENTENCES = {
    SORRY: (
        rf"{_THAT} {_VERY}{_BAD}{_TO_KNOW}",
        rf"i(?:'m| am) {_VERY}{_FEELING}(?: (?:with|about|by|at) .{{1,40}})?",
        r"(?:what a|such a) (?:shame|pity|joke|mess|waste|hassle|nightmare)(?: .{0,20})?",
        r"(?:this|it) (?:takes|took) (?:forever|ages|too long)|you(?:'re| are) (?:not helping|no help|useless|wasting my time)|i (?:can't|cannot) believe (?:this|it|that)",
        r"(?:it|this|my order|my parcel|the order|the parcel|delivery)(?:'s| is| was) (?:so |very |too |really |already |still )*(?:late|delayed|slow)|(?:bahut |itni )?(?:late|der) (?:ho )?(?:raha|rahi|gaya|gayi|hai|kar diya)(?: hai)?|itn[ai] der",
        r"too bad|that stinks|that sucks|i (?:don't|do not) like (?:that|this|it)|i(?:'m| am) losing (?:my )?patience|bahut (?:mehenga|bura) (?:hai|laga)",
    ),
    WAITING: (
        r"(?:please )?(?:let me|i(?:'ll| will)|i(?:'m| am) going to|i need to|i have to|gonna|give me a (?:second|sec|moment|minute) to) (?:just |quickly |go |have to |need to )?(?:check|look(?: (?:it|that|them|for it))?(?: up)?|see|think(?: about (?:it|that|this))?|find (?:it|that|out)|grab (?:it|that)|get (?:it|that|back to you)|pull (?:it|that) up|ask (?:my|her|him|them)(?: \S+)?|wait)(?: (?:real quick|quickly|for a (?:second|moment|minute)|first|again|it|that|here|on that|about that|and get back to you))*",
        r"(?:please )?(?:just |give me |hold on |hang on |wait |one |a |for |just a )*(?:second|sec|moment|minute|min|bit)(?: please)?|hold on|hang on|bear with me|ek minute(?: ruko)?|ruko(?: zara)?|one moment",
    ),
    GLAD: (
        rf"{_THAT} {_VERY}{_GOOD}{_TO_KNOW}",
        r"(?:good|great|nice|glad|happy|pleased) to (?:know|hear|see)(?: (?:that|it|this))?|(?:glad|happy) (?:that|it) .{1,40}|i(?:'m| am) (?:so |very |really )?(?:glad|happy|relieved)(?: .{0,30})?",
        r"(?:that|this) makes (?:perfect |a lot of )?sense|that explains (?:it|a lot|everything)|works for me|fair enough",
        r"(?:i )?look(?:ing)? forward to (?:it|that|hearing .{1,30}|your .{1,30})|i(?:'ll| will) look(?:ing)? forward to .{1,40}|can't wait",
    ),
    NOTED: (
        r"(?:no|not a) (?:worries|problem|big deal|issue)(?: at all)?|(?:don't|do not) worry(?: about (?:it|that))?|it happens|all good|that'?s (?:okay|alright|fine)",
        r"(?:please )?(?:just )?(?:let me know|keep me (?:posted|updated)|tell me when)(?: (?:please|when|if|once|what|how|as soon as|about) ?.{0,40})?|i(?:'ll| will) (?:be )?wait(?:ing)?(?: for (?:it|that|them|your .{1,20}|the .{1,20}))?|i(?:'ll| will) (?:keep an eye out|be here|do that|try that|try it|remember that|keep that in mind)",
        r"i (?:guess|suppose|think|imagine|hope|believe) (?:so|not)|me too|same here|you(?:'re| are) right|i(?:'m| am) (?:just )?(?:curious|wondering|asking|checking)|just (?:curious|wondering|asking|checking)|i was just (?:curious|wondering|asking|checking)(?: .{0,30})?",
        r"(?:that's|that is|that was|i) (?:all |just |only )*(?:what )?(?:i )?(?:just |only )?(?:wanted|needed) to (?:know|hear|check|ask)(?: about .{1,30})?",
        r"(?:maybe|perhaps|i guess|i suppose|then|i think) i(?:'ll| will| can| could| should)(?: just| simply| have to)* (?:wait|wear|pass|manage|make do|leave it|live with (?:it|that)|think (?:about|on) it|do without|come back|stick with|stay with|use|keep)(?: .{1,50})?",
        r"i (?:did not|didn't) (?:know|realise|realize|expect|see|think of|notice) (?:that|this|it|so)|if you say so|whatever|it is what it is|that's what i thought|i thought so|i see what you mean",
    ),
}
SENTENCES = tuple(
    (
        tone,
        re.compile(
            rf"^(?:{_OH}[ ,.!]*)*(?:{words})(?:[ ,.!]+(?:then|thanks|thank you|please|though|again|yaar|man))*$"
        ),
    )
    for tone, shapes in _SENTENCES.items()
    for words in shapes
)
ONLY_OH = re.compile(rf"^(?:{_OH}[ ,.!]*)+$")
PLEASED = re.compile(
    r"(?<!\S)(?:great|good|cool|nice|perfect|awesome|excellent|wonderful|lovely|fantastic|amazing|brilliant|super|exactly)(?!\S)"
)
BARE_YES = frozenset({"yes", "yeah", "sure", "no", "thanks", "thank you", "right"})
AGREES = re.compile(
    r"^(?:(?:great|good|cool|nice|perfect|awesome|excellent|wonderful|lovely|fantastic|amazing|exactly|ok|okay|alright|fine|sounds good|all good|agreed|fair enough)[ ,.!]*)+$"
)
# When something was bought, told to a shop that can see it.
STORY = re.compile(
    r"^(?:(?:no|yes|well|so|yeah|i think|i believe|actually|it was)[ ,]*)*(?:i|we) (?:\S+ )?(?:bought|purchased|ordered|got|received|placed) (?:it|them|this|that|these|those|the order|my order)(?: \S+){0,3} ?"
    r"(?:in|on|around|about|last|yesterday|today|a|two|three|some|few|back|this|earlier|recently|\d\S*)(?: \S+){0,6}$"
)
WHY = re.compile(r"mistake|wrong|damag|broken|accident|error|defect|but|because|return|cancel|exchange|\?")
PEOPLE = frozenset({"boy", "man", "boys", "men"})
STATES = re.compile(
    r"^(?:it (?:is|says|was|shows) |status:? ?)?(?:in transit|out for delivery|delivered|shipped|order received|processing|pending|dispatched)$"
)

PARTING = re.compile(
    r"(?<!\S)(?:have|hope you have) (?:a|an) (?:\S+ ){0,2}(?:day|one|night|evening|weekend|week|time)(?!\S)|(?<!\S)(?:take care(?! of)|bye|goodbye|see you|see ya|ttyl)(?!\S)"
)
WANTS = re.compile(
    r"(?<!\S)(?:i (?:want|need|would like)|i'd like|can you|could you|please|person|human|agent)(?!\S)"
)
ORDER = re.compile(r"\border\b|#", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LEVEL = re.compile(
    r"^(?:(?:i'm|i am|it's|it is|my|the|member(?:ship)?|account|level|status|is|a|an|sure|yes|[,:]) ?)*(?:bronze|silver|gold|platinum|guest)(?: ?(?:member(?:ship)?|level|account|customer|status|plan))*$"
)
AROUND_A_NAME = frozenset(
    """sure yes ok okay of course certainly absolutely it it's its is my name the and i i'm am this here full first last
    middle username user userid e-mail email mail address account id zip zipcode code hi hello hey please you thanks
    thank but also no do don't not remember know have got right now at moment sorry on for with under file use try wait
    let me another different that that's one was by mera naam hai aur or can be there could be same usual phone mobile contact number as always before ever already""".split()
)
LABELLED_NUMBER = re.compile(
    r"\b(?:zip(?: ?code)?|pin ?code|postal code)\W*(?:is\W*)?\d{4,6}\b", re.IGNORECASE
)
ZIP = re.compile(
    r"\bzip(?: ?code)?\W*(?:is\W*)?\d{4,5}\b", re.IGNORECASE
)  # of no address here: a PIN has six
BARE_NUMBER = re.compile(
    r"^\W*(?:(?:sure|yes|yeah|ok|okay|of course|certainly|it'?s|it is|this is|here it is|here|my|the|an?|order|account|customer|member|phone|mobile|contact|reference|tracking|id|ids|number|no|is|that's|and|for|zip|zip ?code|code|one)[ ,:.#-]+)*"
    r"#?(?P<letters>[A-Z]{0,3})(?P<digits>[(+\d][\d() .-]{3,18}\d)\W*$",
    re.IGNORECASE,
)
NAME_ALONE = 5  # words of a message that is one name and little else
PIN_DIGITS = 6  # a bare number as long as a PIN code may be one
# Answers in which such words are the answer itself.
GIVEN = frozenset(
    {"name", "phone", "email", "text", "feedback", "address", "line1", "line2", "subject", "description"}
)
NUMBERS_ASKED = frozenset({"pin", "place", "city", "quantity", "price", "budget", "coupon", "size", *GIVEN})


def wants_nothing(text: str, *, name: str, awaiting: str, open_task: bool, shown: bool, offered: bool) -> str:
    """Return REMARK, IDENTITY or NUMBER for a message that is wholly of that kind, "" for any other.

    name: the person's own, "" when unknown. awaiting: what an open question expects, "confirm" with a card.
    shown: products are on the screen, about which a word may be a wish. offered: choices are open.
    """
    order = ORDER.search(text) is not None and len(bare_digits(text)) > PIN_DIGITS
    if order and awaiting not in ("order", "text"):
        return NUMBER
    bare = EMAIL.search(text) is not None or not re.search(r"\d", ZIP.sub(" ", text))
    if awaiting == "address" and bare and _is_identity(text, name, plain=False):
        return IDENTITY  # one's own name picks no address
    if awaiting == "address" and STATES.match(analyse(text).flat.strip(" .,!")):
        return REMARK
    if awaiting in GIVEN:
        return ""
    if _is_identity(text, name, plain=not (shown or offered or awaiting)):
        return IDENTITY
    if awaiting not in NUMBERS_ASKED and bare_digits(text):
        return NUMBER
    flat = analyse(text).flat.strip(" .,!")
    if shown and flat in PEOPLE:
        return ""  # for whom it shall be
    if control.whole_message(analyse(text)) is not None:
        free = not (awaiting or open_task or shown or offered)
        return REMARK if free and AGREES.match(flat) else ""
    if STORY.match(flat) and not WHY.search(flat):
        return REMARK
    if open_task and awaiting != "order" and STATES.match(flat):
        return REMARK
    return REMARK if tone_of(text) else ""


def leaves(text: str) -> bool:
    """Whether a message parts and asks for nothing: "that's all, have a great day! Say hello to the team." """
    told = asides.sentences(analyse(text))
    parting = any(
        PARTING.search(analyse(x).flat) or cues.certain_intent(analyse(x).flat) == "goodbye" for x in told
    )
    return parting and "?" not in text and not WANTS.search(analyse(text).flat)


def parts(text: str) -> bool:
    """Whether words part in so many words."""
    flat = analyse(text).flat
    return PARTING.search(flat) is not None or cues.certain_intent(flat) == "goodbye"


def tone_of(text: str) -> str:
    """Return how a message of nothing but remarks sounds, "" for a message that is anything else."""
    tones = [_tone(sentence) for sentence in asides.sentences(analyse(text))]
    if not tones or "" in tones or "?" in text:
        return ""
    return next((tone for tone in (SORRY, WAITING, GLAD, NOTED) if tone in tones), "")


def _tone(sentence: str) -> str:
    flat = analyse(sentence).flat.strip(" .,!;")
    if flat in ("second", "sec") and "sec" not in sentence.lower():
        return ""  # "दूसरी": a place in a list
    for tone, shape in SENTENCES:
        if shape.match(flat):
            return tone
    if ONLY_OH.match(flat) and flat not in BARE_YES and "thank" not in flat:
        return GLAD if PLEASED.search(flat) else NOTED
    return ""


def bare_digits(text: str) -> str:
    """Return the digits of a message that is nothing but a number of something, "" for any other."""
    match = BARE_NUMBER.match(text.strip())
    digits = re.sub(r"\D", "", match["digits"]) if match else ""
    labelled = match is not None and any(char.isalpha() for char in text[: match.start("digits")])
    if len(digits) == PIN_DIGITS and not labelled:
        return ""
    return digits


def _is_identity(text: str, name: str, *, plain: bool) -> bool:
    """Whether a message says who one is and nothing else: one's own name, an e-mail address, a user name, a level."""
    flat = analyse(text).flat.strip(" .,!")
    level = LEVEL.match(flat)
    if level and (plain or "member" in flat or "level" in flat or "i'm" in flat):
        return True
    own = {x for x in re.findall(r"[^\W\d_]+", name.casefold()) if len(x) > 1}
    rest = LABELLED_NUMBER.sub(" ", EMAIL.sub(" ", text))
    told = rest != text
    words = re.findall(r"[^\s,;:.!?\"()]+", rest.replace("’", "'").casefold())
    others = [x for x in words if x not in AROUND_A_NAME and x not in own and not _user_name(x, own)]
    named = sum(x in own or _user_name(x, own) for x in words)
    alone = named == 1 and len(words) <= NAME_ALONE and text.strip()[:1].isupper()
    return not others and (told or named > 1 or alone or any(_user_name(x, own) for x in words))


def _user_name(word: str, own: set[str]) -> bool:
    """ "arao42" of Asha Rao: a part of one's own name with digits."""
    letters = word.rstrip("0123456789_-")
    return word[-1:].isdigit() and any(len(x) > 2 and x in letters for x in own)
