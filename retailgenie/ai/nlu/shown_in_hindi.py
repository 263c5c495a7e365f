# ruff: noqa: E501 - a table of words is easier to read in long lines
"""Hindi names for what a catalogue calls in English: kinds of things, colours, materials, occasions, for whom.

Only labels become Hindi; whatever searches or filters keeps the value of the catalogue. A name that no word is known for
stays as it is, and so does one of which only a part is known.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAMES = """
women=महिलाएँ; men=पुरुष; kids=बच्चे; girls=लड़कियाँ; boys=लड़के; unisex=सबके लिए; adults=बड़े; babies=शिशु
clothing=कपड़े; ethnic wear=पारंपरिक कपड़े; western wear=वेस्टर्न कपड़े; activewear=खेल के कपड़े; nightwear=रात के कपड़े; innerwear=इनरवियर; sleep=नाइटवियर; sport=खेल; inner=इनरवियर
kurtas=कुर्ते; kurtis=कुर्तियाँ; kurta sets=कुर्ता सेट; sarees=साड़ियाँ; lehengas=लहंगे; dupattas=दुपट्टे; palazzos=पलाज़ो; leggings=लेगिंग; ethnic gowns=गाउन; ethnic sets=पारंपरिक सेट; sherwanis=शेरवानी; nehru jackets=नेहरू जैकेट
dresses=ड्रेस; frocks=फ़्रॉक; tops=टॉप; t-shirts=टी-शर्ट; polo t-shirts=पोलो टी-शर्ट; shirts=शर्ट; jeans=जींस; trousers=पैंट; chinos=चिनो; skirts=स्कर्ट; jackets=जैकेट; blazers=ब्लेज़र; sweaters=स्वेटर; hoodies=हुडी; shorts=शॉर्ट्स; track pants=ट्रैक पैंट; socks=मोज़े
footwear=जूते-चप्पल; shoes=जूते; flats=फ़्लैट; heels=हील; sandals=सैंडल; flip-flops=चप्पल; sneakers=स्नीकर; sports shoes=खेल के जूते; formal shoes=फ़ॉर्मल जूते; juttis=जूतियाँ; mojaris=मोजरी
bags=बैग; handbags=हैंडबैग; tote bags=टोट बैग; sling bags=स्लिंग बैग; clutches=क्लच; backpacks=बैकपैक; luggage=सफ़र के बैग; wallets=बटुए
jewellery=गहने; earrings=झुमके; necklaces=हार; bangles=चूड़ियाँ; bracelets=कंगन; rings=अँगूठियाँ; anklets=पायल; watches=घड़ियाँ; accessories=एक्सेसरीज़; sunglasses=धूप के चश्मे; belts=बेल्ट; ties=टाई; scarves=स्कार्फ़; stoles=स्टोल; caps=टोपियाँ
beauty=ब्यूटी; make-up=मेकअप; lipsticks=लिपस्टिक; kajal=काजल; eyes=आँखें; fragrance=ख़ुशबू; perfumes=परफ़्यूम; attars=इत्र; skin=त्वचा; hair=बाल; face care=चेहरे की देखभाल; hair care=बालों की देखभाल
home=घर; living=सजावट; living room=बैठक; bed=बिस्तर; bath=बाथ; bedsheets=चादरें; cushion covers=कुशन कवर; curtains=पर्दे; towels=तौलिए; rugs=कालीन; dhurries=दरियाँ; decor=सजावट; wall decor=दीवार की सजावट; lamps=लैंप; lights=लाइट; vases=फूलदान; candles=मोमबत्तियाँ; diyas=दीये
kitchen=रसोई; dining=खाने की मेज़; mugs=मग; cups=कप; plates=प्लेटें; bowls=कटोरे; cookware=बर्तन; bottles=बोतलें; flasks=फ़्लास्क; table linen=मेज़पोश; toys=खिलौने; books=किताबें
red=लाल; maroon=मैरून; wine=वाइन; pink=गुलाबी; blush pink=हल्का गुलाबी; peach=पीच; coral=कोरल; orange=नारंगी; rust=रस्ट; mustard=सरसों; yellow=पीला; gold=सुनहरा; rose gold=रोज़ गोल्ड; cream=क्रीम; beige=बेज; tan=टैन; brown=भूरा; green=हरा; bottle green=गहरा हरा; olive=ऑलिव; mint=मिंट; teal=टील; turquoise=फ़िरोज़ी; blue=नीला; navy=नेवी; sky blue=आसमानी; indigo=इंडिगो; purple=बैंगनी; lavender=लैवेंडर; black=काला; charcoal=चारकोल; grey=स्लेटी; silver=चाँदी; white=सफ़ेद; multicolour=रंगबिरंगा
cotton=सूती; cotton blend=मिश्रित सूती; silk=रेशम; silk blend=मिश्रित रेशम; linen=लिनन; wool=ऊन; wool blend=मिश्रित ऊन; leather=चमड़ा; vegan leather=वीगन चमड़ा; velvet=मख़मल; denim=डेनिम; jute=जूट; khadi=खादी; georgette=जॉर्जेट; chiffon=शिफ़ॉन; rayon=रेयॉन; polyester=पॉलिएस्टर; brass=पीतल; steel=स्टील; glass=काँच; wood=लकड़ी
casual=रोज़ाना; everyday=रोज़ के लिए; festive=त्योहार; wedding=शादी; party=पार्टी; office=ऑफ़िस; travel=सफ़र; sports=खेल; formal=फ़ॉर्मल; gifting=उपहार
"""
NAMES = {
    name.strip(): hindi.strip()
    for entry in re.split(r"[;\n]", _NAMES)
    if "=" in entry
    for name, _, hindi in (entry.partition("="),)
}
OWNER = re.compile(r"^(women|men|kids|girls|boys)(?:'s|s'|') (.+)$")
OWNERS = {
    "women": "महिलाओं",
    "men": "पुरुषों",
    "kids": "बच्चों",
    "girls": "लड़कियों",
    "boys": "लड़कों",
}


@lru_cache(maxsize=4096)
def in_hindi(name: str) -> str:
    """Return the Hindi name, or the name itself where no word, or a word for only a part, is known."""
    said = " ".join(name.casefold().replace("’", "'").split())
    if said in NAMES:
        return NAMES[said]
    owned = OWNER.match(said)
    if owned:
        thing = in_hindi(owned[2])
        return f"{OWNERS[owned[1]]} के लिए {thing}" if thing != owned[2] else name
    listed = name.split(", ")
    if len(listed) > 1:
        return ", ".join(in_hindi(x) for x in listed)
    parts = said.split(" & ")
    if len(parts) == 1:
        return name
    known = [in_hindi(part) for part in parts]
    translated = all(new != old for new, old in zip(known, parts, strict=True))
    return " और ".join(known) if translated else name
