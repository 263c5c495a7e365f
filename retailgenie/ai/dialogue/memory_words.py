"""How people speak of what the shop remembers of them, in English, Hinglish and Hindi: each shape names one task."""

from __future__ import annotations

import re

SIZE = r"(?:uk\s?\d{1,2}|\d{1,2}(?:\s?-\s?\d{1,2}(?:\s?y\w*)?)?|x{0,4}[sml]|[2-6]xl|एम|एल|एस)"
TRAITS = r"(?:sizes?|saiz|brands?|budgets?|preferences?|pasand|साइज़|साइज|ब्रांड|बजट|पसंद)"
WHOSE = r"(?:son|daughter|child|kid|husband|wife|mother|mom|father|dad|brother|sister|friend)(?:'?s)?"


def _shape(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE | re.VERBOSE)


LEAVES_A_QUESTION = frozenset(
    {"memory_stop", "memory_forget", "memory_show"}
)  # heard while another thing is asked
# In this order: "don't remember my size" forgets nothing by itself, it stops the remembering.
MEMORY = (
    (
        "memory_stop",
        _shape(
            r"""\b(?:don'?t|do\snot|never|stop)\s(?:ever\s)?(?:remember(?:ing)?|memori[sz](?:e|ing))
              (?:\s(?:anything|me|things|stuff|my\s\w+|any\sof\sit|it\sall)\b.*)?[.!]*$
            |\bdon'?t\s(?:keep|store|save)\s(?:anything|any\sdata|my\s(?:data|details|sizes?|preferences))\b
            |\b(?:kuch|kuchh)\s(?:bhi\s)?yaad\s(?:mat|na)\srakh|\byaad\s(?:rakhna|karna)\sband
            |\bmujhe\syaad\smat\srakh|(?:कुछ\s(?:भी\s)?)?याद\s(?:मत|न)\sरख|याद\sरखना\sबंद"""
        ),
    ),
    (
        "memory_forget",
        _shape(
            rf"""\b(?:forget|erase|delete|clear)\s(?:about\s)?(?:that\si\swear\b
              |(?:all\s)?(?:of\s)?my\s(?:usual\s|fav\w*\s)?(?:{WHOSE}\s)?(?:\w+\s){{0,2}}?{TRAITS}\b
              |(?:everything|all|whatever|what)\s(?:that\s)?(?:you\s(?:know|remember|have)|about\sme|of\sme)
              |your\smemory\sof\sme|me[.!]*$)
            |\b(?:mer[aie]|saar[ai]|sab)\s(?:\w+\s){{0,4}}?(?:{TRAITS}|kuch|baatein|sab)\s(?:\w+\s)?bh?(?:oo|u)l\s?(?:ja|ja[ao]|jao|do|jaiye)
            |^\W*sab\s(?:kuchh?\s)?bh(?:oo|u)l\s?(?:ja|jao|jaiye|do)
            |\b{TRAITS}\s(?:bhool|bhula|bhul)\s(?:ja\w*|do|dijiye)
            |\bmere\s(?:baare|bare)\sme(?:in)?\ssab\s(?:\w+\s)?bh(?:oo|u)l
            |(?:मेर[ाीे]|सब).*?(?:भूल\s(?:जा|जाओ|जाइए)|भुला\sद|मिटा\sद)"""
        ),
    ),
    (
        "memory_show",
        _shape(
            rf"""\bwhat\s(?:all\s)?(?:do|did|have|can)\syou\s(?:remember(?:ed)?|know|stored?|keep|kept)\s(?:about|of|on)\sme\b
            |\bwhat(?:'?s|\sis)\smy\s(?:usual\s|fav\w*\s)?(?:\w+\s)?(?:size|budget|brand)\b
            |\b(?:do|can)\syou\s(?:remember|know)\s(?:me|my\s(?:\w+\s)?{TRAITS})\b
            |\bshow\s(?:me\s)?(?:what\syou\sremember|your\smemory|my\s(?:saved\s)?preferences)\b
            |\bmere\s(?:baare|bare)\sme(?:in)?\s(?:\w+\s){{0,3}}(?:yaad|pata|jaante|jante)
            |\bkya(?:\skya)?\syaad\s(?:hai|h|he|rakha)\b|क्या(?:\sक्या)?\sयाद\s(?:है|रखा)
            |\bmera\s(?:\w+\s){{0,2}}{TRAITS}\s(?:kya|yaad)\s(?:hai|h)\b
            |मेरे\sबारे\sमें\s.*(?:याद|पता|जानत)|मेरा\s(?:\S+\s){{0,2}}(?:साइज़|साइज|बजट)\s(?:क्या|याद)\sहै"""
        ),
    ),
    (
        "memory_allow",
        _shape(
            rf"""\b(?:remember|start\sremembering)\s(?:my\s(?:\w+\s)?{TRAITS}|me|things(?:\s(?:about|of)\sme)?)
              (?:\s(?:please|for\snext\stime|next\stime|from\snow\son))?[.!]*$
            |\bmer[aie]\s(?:\w+\s)?{TRAITS}\syaad\srakh|\bmujhe\syaad\srakh|मेर[ाीे]\s(?:\S+\s)?{TRAITS}\sयाद\sरख"""
        ),
    ),
    (
        "memory_tell",
        _shape(
            rf"""\b(?:i|my\s{WHOSE}|he|she)\s(?:usually\s|always\s|generally\s|normally\s)?(?:wears?\s(?:an?\s|in\s)?(?:size\s)?|takes?\s(?:an?\s)?size\s|(?:am|is|'m)\s(?:an?\s)?size\s){SIZE}(?!\w)
            |\bmy\s(?:usual\s)?(?:{WHOSE}\s)?(?:\w+\s)?size\s(?:is|for\s\w+\sis|in\s\w+\sis)\s(?:an?\s)?(?:size\s)?{SIZE}(?!\w)
            |\bremember\s(?:that\s)?(?:i|my|size)\b
            |\bmy\sfav\w*\sbrands?\s(?:is|are)\b|\bi\s(?:really\s)?(?:like|love|prefer)\s(?:the\s)?brand\b
            |\bmy\s(?:usual\s)?budget\sfor\b|\bi\susually\sspend\b
            |\b(?:mer[aie]|apn[aie])\s(?:\w+\s){{0,3}}(?:size|saiz)\s(?:uk\s?)?{SIZE}(?:\s(?:hai|h|he|rakho|yaad\srakh\w*)|\b(?=[.!]*$))
            |\b(?:mer[aie]|apn[aie])\s(?:\w+\s){{0,2}}(?:size|saiz)\syaad\srakh\w*\s{SIZE}(?!\w)
            |\bmain\s(?:size\s)?{SIZE}\s(?:size\s)?pe?he?n
            |\bmer[ai]\s(?:fav\w*|pasand\w*|manpasand)\sbrand\b|\bke\sliye\smera\s(?:usual\s)?budget\b
            |\bmera\s\w+\ska\sbudget\b|मेरा\s(?:\S+\s){{0,3}}(?:साइज़|साइज)\s{SIZE}\s(?:है|याद|रख)|मैं\s{SIZE}\s(?:साइज़?\s)?पहन
            |मेरा\s(?:पसंदीदा|मनपसंद)\sब्रांड|के\sलिए\sमेरा\sबजट"""
        ),
    ),
)
