"""Hindi words of courtesy and small talk, in the form of `hindi_words`: without them "khana khaya" has no gloss."""

from __future__ import annotations

TALK = """
haal = how things are : haalchaal halchal
ehsaan = favour : ehsan ahsaan
meherbani = kindness : meharbani mehrbani meherbaani
udaas = sad : udas
akela = lonely : akeli akele
thak = tired : thaka thaki thake thakan
sote = sleep : soti sota soya soyi soye
dil = heart :
sach = true : sachchi sachi sacchi
jhooth = lie : jhoot jhuth
dimag = brain : dimaag
pagal = mad : paagal
bewakoof = stupid : bewkoof bevkuf
hoshiyar = clever : hoshiar chalaak
pyara = lovely : pyari pyare
shayari = poem : shayri shaayari
khaya = ate : khaaya khayi khaayi khaye khaoge khate khaate khati
piya = drank : piyoge pite peete
rehte = live : rahte rehta rehti rahta rahti
malik = owner : maalik
banaya = made : banayi banaayi banaaya
janam = birth : janm paida
bhagwan = god : khuda allah ishwar waheguru bhagvan
hafiz = goodbye : haafiz
jai = hail : jay_
shree = lord : shri shre
radhe = hail :
namaste = hello : vanakkam vanakam namaskaram namaskara nomoshkar nomoskar adaab aadab adab sasriyakaal juhar johar
sun = listen : suniye sunie suniyega
bol = say : bolte boli bolta bolti boliye
tum = you : tumse tumhe tumhein tumko
aap = you : aapse apse
nachna = dance : nacho naachna
intezaar = wait : intezar intzaar
mulaqat = meeting : mulakat mulaaqat
kamaal = wonderful :
shabash = well done : shabaash
aabhari = grateful : abhari aabhaari shukraguzar
thanks = thanks : dhanyvad dhanywad dhanyawaadh aabhaar shukran
chalta = go : chalti chalte
wah = wow : waah vaah waaah
arre = hey : arrey aree oye
rakhta = keep : rakhti rakhte
khushnaseeb = lucky :
shukar = thank god : shukr
"""
