# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Marathi: words in Latin letters on the canonical words of Hindi, spellings in Devanagari, and the endings that nouns take.

The rules are written once, for the canonical words; so "order kuthe aahe" and "ऑर्डर कुठे आहे" read as their Hindi twins do.
"""

from __future__ import annotations

import unicodedata

# In the form of `hindi_words`. Where a canonical word of Hindi exists, Marathi is one more spelling of it.
MARATHI = """
kaisa = how : kasa kashi kasay kasla
kaise = how : kase kasase
kaun = which : konta konti konte kuthla kuthli kuthle koni
aap = you : tumhi tumchi tumcha tumche tumchya tumhala tumchyakade
tum = you : tuza tuzi tuze tujha tujhi tula tuzya
hum = we : amhi aamhi amhala aamhala aamcha
mera = my : amcha amchi
lena = take : gheto ghete ghya ghyaycha ghyaychi ghyayche ghyaychay ghenar gheu ghetla ghetli ghetle ghein
do = give : dyaycha dyaychi dyayche dyaychay denar deto
dalo = put : taka takaycha takaychi takayche taknar takun ghala ghalaycha
hatao = remove : kadha kadhun kadhaycha kadhaychi kadhayche kadhaychay kadhnar
dekhna = see : bagha baghu baghaycha baghaychi baghayche baghaychay pahaycha pahaychi pahayche
dikhao = show : dakhavta dakhavaal
karta = do : karnar kela keli kele karto karayla
baat = talk : bolaycha bolaychay bolayche bolu bolnyasathi bolva
bhejo = send : pathva pathav pathava pathvaycha pathvaychi pathvayche pathvaychay pathavta pathavnar
badlo = change : badlun badalun badlaycha badlaychi badlayche badlaychay badali
wapas = return : parat parataycha
refund = refund : partava paratava partavyacha paratavyacha partavyache
paisa = money : paishe paishacha paishanche paishanchi
pahucha = arrive : pohochla pohochli pohochle pohochel pohochnar
ajun = more : ajoon aankhi anakhi ankhi
bahut = very : khup khoop
accha = good : chhan changla changli changle chaan
sab = all : sagla sagle sagli sarva saglya
abhi = now : aatta atta
kal = tomorrow : udya
help = help : madat madatichi madatila
nazdeeki = nearest : javalcha javalchi javalche javal
bhool = forgot : visarlo visarle visarli
hua = happened : zala jhala zali jhali zale jhale
jaldi = fast : lavkar
human = human : manus mansashi mansala mansachi manushyashi
discount = discount : savlat sawalat
white = white : pandhri pandhre
yellow = yellow : pivli pivle
goodbye = goodbye : bhetu bhetuya yeto nighto nighte
jao = go : jato jate jaycha jayche
namaste = hello : mandali
rahu = leave it :
khareedna = buy : kharedi vikat
kids = kids : mulansathi mulanche mulanchi mulanna
girl = girl : mulinsathi mulinche
women = women : mahilansathi bayka baykansathi
men = men : purushansathi
mother = mother : aaisathi aaila
father = father : babansathi babanna
friend = friend : mitra maitrin mitrasathi
wedding = wedding : lagnasathi lagnala lagnat
"""
# canonical=Devanagari spellings; these hold in every message in that script
_SPELLINGS = """
namaste=मंडळी kaisa=कसला,कसली kaise=कसं kaun=कोण,कोणतं,कोणत्या,कुठला,कुठली,कुठलं kahan=कुठेय,कुठवर,कुठपर्यंत kab=केंव्हा,कधीपर्यंत kya=काय,कायकाय
aap=तुम्हाला,तुमच्या,तुमच्याकडे,तुम्हीच,तुमचं,आपलं,आपल्या tum=तू,तुझा,तुझी,तुझं,तुझे,तुला,तुझ्या hum=आम्हाला,आमचा,आमची,आमचं mera=आमच्या,माझंच mujhe=मलाही,मीच
lena=घेतो,घेते,घ्यायचा,घ्यायची,घ्यायचे,घ्यायचं,घ्यायच्या,घेणार,घेऊ,घेतला,घेतली,घेतलं,घेतले,घेईन,घे,घेऊन dena=द्यायचा,द्यायची,द्यायचे,द्यायचं do=द्याल,देता,देणार,देतो
dalo=टाक,टाकायचा,टाकायची,टाकायचं,टाकणार,टाकून,घाल,घाला,ठेव,ठेवा hatao=काढ,काढायचा,काढायची,काढायचं,काढणार,काढून,वगळा dekhna=बघ,बघा,बघू,बघायचा,बघायची,बघायचे,बघायचं,पाहू,पहायचे,पाहायचे,पाहायचं,पाहिजेल
dikhao=दाखव,दाखवता,दाखवाल,दाखवशील karo=करून,कराल,करता,करायच्या,करूया karta=करणार,केला,केली,केलं,केले,करतो,करते,करायला sakta=शकता,शकतोस,शकशील,शकाल,येतं baat=बोलायची,बोलायचंय,बोलायच,बोलू,बोलणं,बोलायला,बोलणे,बोलवा,बोलव
bhejo=पाठव,पाठवता,पाठवतो,पाठवायचे,पाठवायचा,पाठवायची,पाठवायचं,पाठवणार,पाठवून badlo=बदलून,बदलायची,बदलायचे,बदलायचं,बदली,बदलता wapas=परतीचे,परतीची refund=परतावा,परताव्याचं,परताव्याचे,परताव्याची
paisa=पैशांचे,पैशांचं,पैशाचे,पैशांची,रक्कम pahucha=पोहोचला,पोहोचली,पोहोचलं,पोहोचणार,पोहचला,पोहचली,पोहचेल,पोचला,पोचली,पोचेल aao=येणार,येते,येतोय,येतेय,आलेला,आलेली,आलेले,आलं,येतील aur=आणखी,आणखीन bahut=खूपच,फार
accha=छान,मस्त,उत्तम sab=सगळं,सगळ्या,सगळी,सर्वच abhi=आता help=मदत,मदतीची,मदतीला,मदतीसाठी nazdeeki=जवळचं,जवळचा,जवळची,जवळचे,जवळपास bhool=विसरलो,विसरले,विसरली hua=झाला,झाली,झालं,झाले,होतं,होतोय
human=माणसाला,माणसं,व्यक्तीशी,व्यक्तीला,माणसाची,प्रतिनिधीशी,प्रतिनिधी,अधिकाऱ्याशी discount=सवलत,सवलती,सवलतीत bol=म्हणता,म्हणतो,म्हणाला,बोलता,बोला,बोल batao=सांगाल,सांगता,सांगशील,सांगाना manga=मागवलं,मागवली,मागवले,मागवलाय,मागितला
shirt=शर्टचा,शर्टची cart=कार्टमधून,कार्टमधला,कार्टमधली,कार्टमधलं,कार्टमधले,कार्टमधल्या,कार्टचं,कार्टात,पिशवीत,बॅगेत order=ऑर्डरचं,ऑर्डरच्या,ऑर्डरबद्दल,ऑर्डरवर,ऑर्डरसाठी,मागणी parcel=पार्सल,पार्सलची,पार्सलचं courier=कुरिअर,कूरियर,कुरियर
checkout=चेकआऊट bill=बिल,पावती invoice=इनव्हॉइस delivery=डिलिव्हरी,डिलिव्हरीला,डिलिव्हरीचा,पोच,डिलीव्हरी deliver=डिलिव्हर size=मापाचा,माप,साईझ,साइझ cash=रोख stock=स्टॉकमध्ये,साठा,शिल्लक available=उपलब्ध manager=मॅनेजर,मॅनेजरला,मॅनेजरशी,व्यवस्थापक customer=ग्राहक
service=सेवा,सेवेशी,सर्व्हिस rating=मानांकन offer=ऑफर्स sale=सेल code=कोड track=ट्रॅकिंग status=स्थिती,स्टेटस wrong=चुकीची,चुकीचे,चुकीचं,भलताच,भलतीच broken=तुटलेला,तुटलेली,फाटका,फाटलेला,फाटलेली,खराब,मोडकी damaged=डॅमेज item=वस्तू,सामान,माल
clothes=कपडे,कपडा,कापडाचं,कापड fabric=कापडाचा,कापडाची saree=साडीचा,साडीची,साड्यांचे shoes=बूटांचा,बुट chappal=चपला,चपलांचा kurta=कुर्ता,कुर्ते purse=पिशवी sandal=सँडल्स trousers=पँट्स,पायजमा sweater=स्वेटर्स colour=रंग,रंगाचा,रंगाची,रंगात
beautiful=सुंदर wedding=लग्नाला,लग्नात birthday=वाढदिवस,वाढदिवसाला,वाढदिवसासाठी gift=भेट,भेटवस्तू wear=घालू,घालायला,घालायचं,घालायचा kids=मुलांना,मुलांचे,मुलांची,लहानग्यांसाठी girl=मुलगी,मुलींसाठी,मुलींचे women=महिलांचे,महिलांसाठी,बायकांसाठी,बायकांचे men=पुरुषांसाठी,पुरुषांचे
mother=आईला,आईचा father=बाबांना,वडिलांसाठी friend=मित्र,मैत्रीण,मित्रासाठी,मैत्रिणीसाठी rain=पाऊस,पावसाळी morning=सकाळ,सकाळी evening=संध्याकाळ afternoon=दुपार night=रात्री,रात्र shubh=शुभ goodbye=भेटू,भेटूया,निघतो,निघते,येतो name=नाव old=जुन्या,जुनी,जुने,मागील history=इतिहास
thanks=आभार,आभारी,धन्यवाद robot=यंत्र,मशीन,रोबोट tell=कळवा kal=कालचा,कालची,कालचे ghar=घरी din=दिवसांत,दिवसात lagta=लागतात,लागतो,लागेल kaise=कशी khareedna=खरेदी purchase=विकत empty=रिकामी,रिकामं,रिकामा,रिकामे chhodo=राहूदे,जाऊदे,जाऊ,नकोच rupaye=रुपयांत,रुपयांमध्ये,रुपयांचा
place=नोंदवा,नोंदव,नोंदवायची band=थांबवा,थांबव,थांबा,थांबवायची deposited=जमा stuck=अडकला,अडकली,अडकलं,अडकले ye=याची,याचा,याचं,याचे,ही,हा,हे,हाच,हीच,हेच,ह्याची,ह्याचा woh=त्याची,त्याचा,ते,ती quantity=संख्या,नग kam=जरा,थोडं,थोडा,थोडी
use=वापरायचं,वापरायचे,वापरू,वापर pay=भरतो,भरते,भरायचे,भरायचं,भरू pasand=आवडला,आवडली,आवडलं,आवडले search=शोधतोय,शोधतेय,शोधा,शोधत,शोध hai=आहे,आहेत,आहेस,आहात,असेल,होता,होती section=विभाग,विभागात policy=नियम,धोरण ek=एखादा,एखादी,एखादं ate=जेवलास,जेवलीस,जेवण
hota=होत,होते cut=कापले,कापला,कट nahi=नाहीत,नाहीये,नसेल account=खात्यात,खात्यावर milega=मिळणार,मिळतं,मिळते,मिळतात,मिळाले,मिळाली,मिळालं,मिळवा baje=वाजता lekin=पण,परंतु asli=खऱ्या,खरा,खरी,खरं section=विभागातील kahan=कुठं kab=केव्हापर्यंत
chhota=लहान,छोटा,छोटं,आखूड bada=मोठं,मोठ्या,सैल tight=घट्ट sizes=मापं new=नवे,नव्या complete=पूर्ण sakal=सकाळचा urgent=तातडीने,ताबडतोब jaldi=लवकर password=पासवर्ड account=खातं login=लॉगइन number=नंबरचा again=पुन्हा joke=विनोदी,गंमत story=गोष्ट
"""
# Endings of nouns, longest first: "शर्टसाठी" is शर्ट and "for".
ENDINGS = tuple(
    sorted(
        "मध्ये मधून मधला मधली मधलं मधल्या साठी पर्यंत बद्दल पासून कडून विषयी ांसाठी ांपर्यंत ांच्या ांत ांचा ांची ांचे ांना ांमध्ये ाची ाचा ाचे ाच्या ाला ात च्या चा ची चे चं ला ना शी ने वर हून".split(),
        key=len,
        reverse=True,
    )
)
SHORTEST_STEM = 2  # characters of what is left before an ending
MARKERS = frozenset(
    "आता मलाही तुझा तुझी तुझं तुला तू तुमचं तुमच्या तुमच्याकडे तुम्हाला काही कोण कोणी कसं कशी हवं हवा आलं झालं झाला झाली केली केला बघू बघा घ्या घेतो टाका टाक काढा काढून शकता"
    " आहेस आहात अजून आणखी उद्या खूप छान माझं माझ्या सगळं सगळे जवळचं करायचं करायचंय द्यायचा घ्यायचा बदलायचा बोलायचं विसरलो येतो भेटू राहू जाऊ आमच्या हीच हाच ही पडेल ऑर्डरची ऑर्डरचं पाठवता"
    " कोणतं कोणत्या लागतात निघतो आभारी काढ दाखव सांग झाले नको पाहिजे नाहीत मंडळी सकाळ संध्याकाळ करू माणसाशी द्या परतावा मिळणार येणार करता येईल कधी कुठे".split()
)
ONLY_MARATHI = ("ळ", "ॅ", "ऱ")  # letters that Hindi hardly writes
ONLY_ENDINGS = (
    "मध्ये",
    "साठी",
    "मधून",
    "ायचं",
    "ायचंय",
    "ायचा",
    "ायची",
    "ायचे",
    "तोय",
    "तेय",
    "च्या",
    "चं",
    "लास",
    "ांना",
)
_PAIRS = (entry.partition("=")[::2] for entry in _SPELLINGS.split())
SPELLINGS = {
    unicodedata.normalize("NFKC", spelling): word for word, given in _PAIRS for spelling in given.split(",")
}


def stem(word: str) -> str:
    """Return a noun without its ending, or "" where it has none."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return ""
