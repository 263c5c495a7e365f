# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Sentences of a long polite message that ask for nothing: greetings, thanks, hopes, "can you help me with that?".

People wrap a wish in them. What is left is what the model has to read; a message of nothing else stays whole.
"""

from __future__ import annotations

import re

from retailgenie.ai.nlu.normalise import Text, analyse

SENTENCE = re.compile(r"(?<=[.!?।])\s+(?=\S)")
ABBREVIATED = re.compile(r"(?:\b(?:no|rs|mr|mrs|ms|dr|st|approx|etc)\.|^\W*\d+\.)$", re.IGNORECASE)
CHANGES = re.compile(
    r"(?<!\S)(?:change|changes|changed|update|updating|edit|correct|modify|set|new|delete|remove|add|save|use|ship|deliver|send|badalna|badlo)(?!\S)(?! (?:another|a different) e-?mail)"
)
SHORT = 6  # words; nothing has to be taken out of so short a message
_HI = r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|namaste|hey there|hi there|hello there)"
_THANKS = r"(?:thanks?(?: you)?(?: (?:so|very) much| a (?:lot|bunch|ton))?|thank you(?: (?:so|very) much)?|i (?:really )?appreciate (?:it|that|your help|this)|much appreciated|dhanyavaad|shukriya)"
ASIDE = re.compile(
    rf"^(?:{_HI}(?: (?:there|team|sir|madam|everyone|guys))?|{_THANKS}(?: (?:for|in advance|again)(?: [^.?!]{{0,60}})?)?|"
    r"i hope (?:you|this|all|everything)[^.?!]*|(?:have|hope you have) (?:a |an )?[^.?!]{0,30}\b(?:day|one|weekend|evening|night)[^.?!]{0,20}|"
    r"(?:so |and )?(?:could|can|would|will) (?:you|u|anyone|someone) (?:please |kindly )?(?:still )?(?:help|assist)(?: me)?(?: (?:out|please|here))*(?: with (?:that|this|it|these))?|please help(?: me)?(?: out)?|i need (?:some |your )?help(?: please)?|help me(?: please)?|"
    r"is (?:that|this|it) (?:possible|ok|okay|fine|alright)|(?:i'm|i am|oh i'm|oh)? ?(?:really |so |very )?sorry(?: about (?:that|this)| for (?:the|any) (?:confusion|trouble|delay|inconvenience))?|i apologi[sz]e[^.?!]*|my (?:bad|mistake|apologies)[^.?!]*|"
    r"(?:ok|okay|great|perfect|wonderful|awesome|nice|good|cool|alright|sure|sure thing|got it|ah got it|i see|i understand|understood|ah|oh|hmm|well|right|certainly|absolutely|of course|look)(?:[ ,]+(?:ok|okay|great|perfect|thanks|thank you|got it|that's (?:great|good|fine|okay)|so much|i see|to hear|i understand))*|"
    r"(?:that|this|it)(?:'s| is| would be| will be| sounds)(?: (?:very|so|really|just))? (?:great|good|perfect|fine|okay|ok|nice|helpful|wonderful|awesome)(?: to (?:hear|know))?|great to hear|good to know|sounds good|"
    r"(?:so |but |and )?(?:is|are) there (?:any|some|an|another|a) ?(?:other |another |different |alternative )*(?:way|ways|option|method)s?(?: \S+){0,8}|"
    r"(?:it's|it is|always) (?:so |really |very )*(?:nice|good|great|lovely|comforting|reassuring) (?:to|that|having|knowing|talking) [^.?!]{1,60}|"
    r"(?:i (?:think|believe|guess) )?(?:i|we) (?:also )?(?:have|had|need|want)(?: to make| to ask)? (?:a few|some|a couple of|several|two|three|another|one more) (?:small |more |other )?(?:changes?|questions?|things|issues?|requests?|concerns?)(?: (?:about|with|for|to) (?:it|them|that|you|my orders?))?|"
    r"(?:could|can|would) you (?:please )?(?:clarify|explain)(?: (?:that|this|it))?(?: (?:for|to) me)?(?: please)?|if (?:anything|something) else (?:pops|comes) up[^.?!]*|"
    r"(?:it's|its|this is) (?:quite |very |really |a bit )?(?:urgent|important|frustrating|strange|concerning)|i'm in a (?:rush|hurry)|let me know|please let me know|waiting for your (?:reply|response))"
    r"(?: please| ji| thanks| thank you| then| now| sir| madam| again)*$"
)
LEAD = re.compile(
    rf"^(?:(?:{_HI}(?: there)?|{_THANKS}(?: for (?:that|this|the (?:info|information|details|help|update)|your help))?|ok|okay|great|perfect|wonderful|awesome|alright|got it|ah|oh|hmm|well|look|sure|sure thing|so|i understand|i see|in that case|one last thing|(?:next|first)(?= ?[,:])(?! ?, (?:the )?(?:second|third|dusra|teesra)(?!\S))|please)[ ,!.-]+)+"
)
_BEFORE_WISH = r"(?:i was (?:hoping|wondering|thinking)(?: (?:to|if i could|if i can|that i could|if you could|whether (?:i|you) could|you could))|i(?:'m| am) (?:hoping|looking|trying|wondering|planning)(?: (?:to|if i could|if you could|about))|i(?:'d| would) (?:also )?(?:like|love|prefer) (?:to|you to)|i (?:also )?(?:just )?(?:need|want|wanted|wish)(?: you)? to|i hope you can (?:help|assist) me (?:with|in)?|(?:could|can|would|will) you (?:please |kindly |also |still )*(?:help me (?:with|to)?|go ahead and)|please go ahead and|go ahead and|let's (?:go ahead and )?(?:proceed with)?|is it possible (?:for you )?to|would it be possible to|let me)"
BEFORE_WISH = re.compile(rf"^(?:also |then |and |now |actually )*{_BEFORE_WISH} (?=\S+ \S+)")


# Who one is, told to a shop that knows already: "my name is ..., and my zip code is ...".
IDENTITY = re.compile(
    r"\b(?:my (?:full |first |last |user ?|e-?mail |account )*(?:name|id|e-?mail|address)|my zip(?: ?code)?|my (?:account|customer) (?:id|number)|user ?name|"
    r"(?:another|other|different|my) e-?mail|mera (?:naam|email)|membership level|verify my identity|(?:i am|i'm) an? (?:bronze|silver|gold|guest)(?: member)?)\b|"
    r"^\W*(?:(?:sure|yes|ok|okay|of course|certainly|absolutely|it'?s|it is|use)[ ,!.]*)*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\W*$",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(
    r"\b(?:(?:do not|don'?t|don’t) (?:actually |really )?(?:have|remember|know|recall|got)|not sure (?:about|of|what)|forgot|lost|no idea (?:about|of))\b[^.?!]{0,30}\b(?:order|item|product)s?[’']?s? ?(?:id|ids|number|numbers|no)\b|"
    r"\bdo(?: not|n'?t|n’t) have (?:access to )?that information\b|order (?:id|number|no) (?:yaad|pata|maloom) nahi|ऑर्डर नंबर (?:याद|पता) नहीं",
    re.IGNORECASE,
)
# A stranger at the door: a greeting and a name, and nothing that looks anybody up.
INTRODUCED = re.compile(
    r"^\W*(?:hi+|hello|hey|good (?:morning|afternoon|evening)|namaste|namaskar)\b[\w ]{0,12}\W+(?:my name is|mera naam) [^\W\d]+(?:[. ]+[^\W\d]+){0,3}\W*$",
    re.IGNORECASE,
)
# "..., but I want the black one": the wish behind it is what counts.
GOES_ON = re.compile(
    r"\b(?:but|however|though|still)\b[^.?!]{0,40}\b(?:want|wants|would like|'d like|’d like|looking|need|return|exchange|cancel|change|swap|replace)\b",
    re.IGNORECASE,
)
GIVEN = frozenset(
    {"name", "phone", "email", "text", "address", "line1", "pin", "place", "city"}
)  # answers in which such words are the answer


def told_about_oneself(text: Text, awaiting: str) -> str:
    """Return "tell_identity" or "without_number" for words that say who one is or that a number is not at hand."""
    if awaiting in GIVEN:
        return ""
    found = NO_NUMBER.search(text.clean)
    if found:
        return "" if GOES_ON.search(text.clean[found.end() :]) else "without_number"
    told = IDENTITY.search(text.clean) and not CHANGES.search(text.flat)
    return "tell_identity" if told and not INTRODUCED.match(text.clean) else ""


def sentences(text: Text) -> list[str]:
    """Return the sentences as written; an abbreviation ends none."""
    found: list[str] = []
    for part in SENTENCE.split(text.clean):
        if found and ABBREVIATED.search(found[-1]):
            found[-1] += " " + part
        elif part.strip():
            found.append(part.strip())
    return found


def is_aside(sentence: str) -> bool:
    return ASIDE.match(analyse(sentence).flat.strip(" .,!?;")) is not None


def without_asides(text: Text) -> list[Text]:
    """Return the sentences that ask or tell something, each without its polite beginning; [text] where none is left."""
    if len(text.tokens) <= SHORT or INTRODUCED.match(text.clean):
        return [text]
    kept = [x for x in sentences(text) if not is_aside(x)]
    if not kept:
        return [text]
    return [_trimmed(analyse(sentence)) for sentence in kept]


def _trimmed(sentence: Text) -> Text:
    """A sentence without "thanks for that," in front, as long as something is left to read."""
    lead = LEAD.match(sentence.flat)
    if not lead or lead.end() >= len(sentence.flat) or len(sentence.flat[lead.end() :].split()) < 2:
        return sentence
    return analyse(sentence.clean[sentence.tokens[sentence.token_at(lead.end())].start :])
