"""Common English words that are never misspelt goods: the spelling corrector leaves them alone."""

from __future__ import annotations

PLAIN_ENGLISH = frozenset(
    """
    back list earlier before after again next last first second third fourth fifth page more most less
    least both each every other another same different
    want need like love hate show give take make made put get got buy bought sell sold send sent come came
    goes gone know knew think tell told said
    ask asked call called open close start stop play watch read write sing song music book train plane
    flight hotel ticket weather rain sunny storm
    today tomorrow yesterday morning evening night week month year time date hour minute monday tuesday
    wednesday thursday friday saturday sunday
    money price cost cheap cheaper cheapest costly rate bill cash card bank loan pay paid order orders
    ordered cart basket item items thing things
    track tracking return returned refund refunded cancel cancelled change changed exchange deliver
    delivery delivered ship shipped shipping pick picked
    store stores shop shops near nearest where when what which who whom whose why how much many long far
    late early soon fast slow quick quickly
    good better best nice great fine cool okay poor worse worst real sure true false right wrong left side
    front above below under over between within
    home house office work school college room door street road city town state country world people person
    man woman child boy girl friend family
    father mother brother sister husband wife daughter uncle aunt name names phone number email mail
    address code help please thanks thank welcome
    hello goodbye review reviews rating ratings star stars policy question answer problem issue issues
    broken damaged missing stock size sizes large
    small medium wide narrow tight loose fits fitted wear wears wearing look looks looking match matches
    pair pairs pack packs piece pieces gift gifts
    offer offers deal deals sale discount coupon apply account password login profile register human agent
    manager support doctor food cook recipe rice
    water milk bread team game match score news joke story poem hand head heart face feet foot hair eyes
    skin body health life live love word words
    light heavy hard soft warm cold clean dirty dry wash washed iron care quality original genuine fake
    size form forms view views site page classic
    normal regular general simple plain whole half full empty part parts total sum only just even ever
    never always often maybe perhaps instead rather
    about around across along through during without against because though while until since then than
    that this these those there here they them
    with from into onto upon your mine ours their have been were will would could should might must shall
    does done doing being very really quite
    finish finished compare compared remove removed delete deleted save saved later keep kept leave left
    drop dropped clear cleared view viewed undo
    suggest suggested recommend recommended choose chosen select selected confirm confirmed place placed
    check checkout continue proceed yes nope
    bindi kajal sindoor tikka cricket lens
    party wedding office casual season summer winter spring beach trip travel trek sport sports event
    events birthday anniversary festival holiday
    plus minus extra free flat none anything something nothing everything someone anyone everyone somewhere
    anywhere lots little enough almost
    car cars bike bikes scooter scooters cycle laptop laptops mobile mobiles tablet tablets fridge television
    camera cameras printer battery charger cable chair chairs table tables medicine medicines fruit fruits
    vegetable vegetables sugar coffee meat fish eggs pets dogs cats plants seeds tools drill paint nails
    house houses flats land insurance pizza burger guitar racket bats balls pens books
        cosy cozy comfy comfortable stylish trendy elegant classy fancy lovely beautiful pretty cute
    gorgeous stunning unique premium luxury luxurious affordable reliable durable sturdy branded latest
    modern simple decent sober attractive awesome amazing perfect ideal useful handy portable
    lightweight heavy thick thin bright dark shiny sparkly breathable stretchable airy
    """.split()
)
