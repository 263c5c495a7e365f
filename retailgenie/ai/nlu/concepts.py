# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""What words mean the same and what lies beneath what, in English: general knowledge, applied to whatever values are loaded.

A line is `forms, ... > narrower, ...`. The first form names the concept; a narrower name may be a concept
itself. Nothing is
invented: a concept without a matching value in the loaded catalogue is simply not there.
"""

from __future__ import annotations

COLOURS = """
red > maroon, crimson, burgundy, wine, scarlet, cherry, brick red, rust red, ruby
blue > navy, navy blue, sky blue, royal blue, indigo, teal blue, light blue, dark blue, powder blue,
cobalt, denim blue, aqua, turquoise, azure
navy, navy blue, dark blue
sky blue, light blue, powder blue, baby blue
green > olive, mint, bottle green, emerald, sea green, lime, khaki green, forest green, pista, pista green, dark green,
light green, sage, teal
olive, olive green, mehndi green, mehendi green, henna green
mint, mint green
black > jet black, charcoal black
white > off white, ivory, cream, pearl, snow white
off white, off-white, offwhite
grey, gray > charcoal, charcoal grey, ash, slate, steel grey, melange, grey melange, light grey, dark grey
yellow > mustard, lemon, haldi, amber, turmeric
mustard, mustard yellow
pink > rose, blush, magenta, fuchsia, hot pink, peach pink, baby pink, rani pink, rani, dusty pink, coral pink
orange > rust, coral, tangerine, saffron, peach, burnt orange
purple, violet > lavender, lilac, mauve, plum, aubergine, wine purple
brown > tan, coffee, chocolate, camel, khaki, beige brown, bronze, mocha, rust brown, cognac
beige > cream, nude, sand, biscuit, fawn, camel, ecru, taupe
gold, golden > rose gold, antique gold
silver > oxidised silver, metallic silver
multicolour, multicolor, multi, multi colour, multi color, multicoloured, multicolored, colourful,
colorful, rangeen
maroon, burgundy, wine
turquoise, aqua
lavender, lilac
"""
PEOPLE = """
men, man, mens, men's, male, males, gents, gent, gentleman, gentlemen, guys, guy, masculine
women, woman, womens, women's, womans, female, females, ladies, lady, ladys, ladies', feminine
boys, boy, boy's, boys'
girls, girl, girl's, girls'
kids, kid, kid's, kids', children, child, childrens, children's, toddler, toddlers, junior > boys, girls
infants, infant, baby, babies, newborn, new born
unisex
"""
RECIPIENTS = """
men = dad father papa daddy husband hubby boyfriend bf grandfather grandpa dada nana uncle brother bro fiance groom dulha son-in-law father-in-law jiju chacha mama jija devar sasur dadaji nanaji him
women = mom mum mother mummy mommy mama's wife girlfriend gf grandmother grandma dadi nani aunt aunty auntie sister sis fiancee bride dulhan bhabhi chachi mami daughter-in-law mother-in-law sister-in-law saas nanad bua masi mausi amma her
boys = son nephew grandson bhatija bhanja pota
girls = daughter niece granddaughter bhatiji bhanji poti
kids = child kid children toddler
infants = baby newborn infant
"""
OCCASIONS = """
wedding, shaadi, marriage, weddings, bridal, sangeet, mehendi, haldi ceremony, baraat, reception, vivah,
engagement, ring ceremony, nikah
party, parties, cocktail, clubbing, night out, evening wear, partywear, party wear, birthday party
office, work, formal, workwear, work wear, interview, meeting, corporate, business, office wear, formal
wear, professional
casual, daily, everyday, daily wear, casual wear, day to day, regular wear, college, outing, daily use
festive, festival, festivals, festival wear, festive wear, diwali, eid, holi, navratri, pongal, onam, durga
puja, puja, pooja, karva chauth, rakhi, raksha bandhan, lohri, ethnic day, dussehra, ganesh chaturthi, garba, dandiya, christmas
sports, sport, gym, workout, running, training, exercise, yoga, active, activewear, fitness, jogging, athletic
travel, vacation, trip, travelling, holiday, beach, picnic
lounge, loungewear, sleep, nightwear, sleepwear, home wear, night wear
ethnic, traditional, desi, indian wear, ethnic wear
winter, winters, winter wear
summer, summers, summer wear
monsoon, rainy, rain, rainy season
"""
MATERIALS = """
cotton > pure cotton, organic cotton, cotton blend, cotton silk
silk > pure silk, art silk, raw silk, banarasi silk, tussar silk, chanderi silk, kanjivaram silk, mulberry
silk, silk blend
wool, woolen, woollen, woolens > merino, cashmere, pashmina, wool blend
leather > genuine leather, faux leather, vegan leather, pu leather, suede
faux leather, synthetic leather, vegan leather, pu, pu leather, leatherette
polyester, poly, polyster
linen
denim
georgette, jorjet
chiffon, shifon
rayon, viscose, reyon
khadi, khaadi
velvet, velvety
nylon
net, netted
satin
crepe
modal
lycra, spandex, elastane
jute, jute fabric
canvas
steel, stainless steel, ss
gold plated, gold-plated
silver, sterling silver
brass, pital
wood, wooden, lakdi > sheesham, teak, mango wood
plastic
glass, kanch
ceramic
bamboo
"""
GOODS = """
clothes, clothing, apparel, outfit, outfits, garments, wear, attire
topwear, tops and shirts
shirts, shirt, button down, button-down > casual shirts, formal shirts, linen shirts, denim shirts
t-shirts, t-shirt, tshirt, tshirts, t shirt, t shirts, tee, tees, tee shirt, tee shirts, polo t-shirts
polos, polo, polo shirts, polo tshirt, polo t-shirts
tops, top, blouse top, tunic tops > crop tops, tunics, tank tops
tunics, tunic
blouses, blouse, choli
sweaters, sweater, pullover, pullovers, jumper, jumpers, cardigan, cardigans, woollens
sweatshirts, sweatshirt, hoodie, hoodies, hooded sweatshirt
hoodies, hoodie
jackets, jacket, coat, coats, windcheater, bomber > blazers, denim jackets, nehru jackets, overcoats
blazers, blazer, suit jacket, sports coat
suits, suit > blazers, kurta sets
nehru jackets, nehru jacket, bandi, bundi, modi jacket, waistcoat, waistcoats, nehru coat
jeans, jean, denim pants, denim jeans, jeggings
trousers, trouser, pants, pant, formal pants, slacks, bottomwear > chinos, cargos, formal trousers, cargo pants
chinos, chino, khakis
cargos, cargo, cargo pants
joggers, jogger, track pants, trackpants, track pant, trackpant, sweatpants, lower, lowers
shorts, short pants, half pants, half pant, bermuda, bermudas
leggings, legging, churidar leggings, jeggings
skirts, skirt, mini skirt, long skirt
dresses, dress, frock, frocks, one piece, one-piece, gown, gowns, maxi, maxi dress, midi, bodycon
gowns, gown
jumpsuits, jumpsuit, playsuit, romper, rompers, dungaree, dungarees
kurtas, kurta, kurtha, kameez > short kurtas, long kurtas
kurtis, kurti, kurtee, kurtees, kurties > anarkali kurtis, kurtas
kurta sets, kurta set, kurta pajama, kurta pyjama, kurta payjama, kurta pajamas, kurta pyjamas
salwar suits, salwar suit, salwar kameez, salwar, salwar kurta, suit salwar, punjabi suit, churidar,
anarkali suit, ladies suit, suit sets, kurta sets
anarkali, anarkalis, anarkali suits
sarees, saree, sari, saris, saaree, sarees collection > silk sarees, cotton sarees, georgette sarees
lehengas, lehenga, lehnga, lehenga choli, lehenga cholis, ghagra, ghagra choli, chaniya choli
sherwanis, sherwani, achkan, indo western, indo-western
dupattas, dupatta, chunni, stole, stoles, odhni
palazzos, palazzo, plazo, palazo, palazzo pants, sharara, shararas
dhotis, dhoti, lungi, lungis, mundu, veshti
pyjamas, pajama, pyjama, pajamas, payjama
nightwear, night suit, night suits, nightsuit, nightsuits, nighty, nightie, nighties, pyjama set,
sleepwear, loungewear
innerwear, inner wear, underwear, undergarments, underwears > briefs, boxers, vests, bras, panties, lingerie
briefs, brief, boxers, boxer, trunks, trunk
vests, vest, inner vest
bras, bra, brassiere, sports bra, sports bras
lingerie, panties, panty, bras
socks, sock, stockings, ankle socks
thermals, thermal, thermal wear, inner thermals
raincoats, raincoat, rain coat, rain jacket, rainwear
swimwear, swimsuit, swimsuits, swimming costume, bikini
scarves, scarf, muffler, mufflers, shawl, shawls, stoles
shawls, shawl, pashmina shawl
ties, tie, necktie, neckties, bow tie
belts, belt, waist belt
caps, cap, hat, hats, beanie, beanies
gloves, glove, mittens
handkerchiefs, handkerchief, hanky, hankies, rumal
footwear, shoes, shoe > sneakers, sports shoes, running shoes, formal shoes, casual shoes, loafers, boots,
sandals, heels, flats, slippers, juttis, mojaris, flip flops, kolhapuris, sandals and floaters
shoes, shoe, footwear > sneakers, sports shoes, running shoes, formal shoes, casual shoes, loafers, boots,
training shoes, walking shoes
sneakers, sneaker, trainers, canvas shoes, casual shoes, kicks
sports shoes, running shoes, sport shoes, gym shoes, training shoes, joggers shoes, walking shoes, running
shoe, sports shoe
formal shoes, formal shoe, oxfords, oxford shoes, derby, derbies, office shoes, brogues
loafers, loafer, moccasins, mocassins, slip ons, slip-ons
boots, boot, ankle boots
sandals, sandal, floaters, sandle, sandles > kolhapuris, flats, heels
slippers, slipper, chappal, chappals, flip flops, flip flop, flip-flops, slides, hawai chappal, crocs
heels, heel, high heels, stilettos, pumps, wedges, block heels
flats, flat sandals, ballerinas, bellies, ballet flats
juttis, jutti, juti, mojari, mojaris, mojri, mojris, punjabi jutti, khussa
kolhapuris, kolhapuri, kolhapuri chappal, kolhapuri chappals
accessories, accessory
jewellery, jewelry, jewelery, jewellry, ornaments, gehne, zevar, artificial jewellery > earrings,
necklaces, rings, bangles, bracelets, anklets, jewellery sets, pendants
earrings, earring, jhumka, jhumkas, jhumke, jhumki, studs, danglers, ear rings
jhumkas, jhumka, jhumki, jhumke
necklaces, necklace, haar, neckpiece, choker, chokers, pendant, pendants, mala, chain necklace
necklace sets, necklace set, jewellery sets, jewellery set
mangalsutras, mangalsutra
rings, ring, finger ring, finger rings
bangles, bangle, kada, kadas, kangan
bracelets, bracelet
anklets, anklet
nose pins, nose pin, nath, nose ring
watches, watch, wrist watch, wristwatch, wrist watches, analog watch > smartwatches, smart watches
smartwatches, smartwatch, smart watch, smart watches, fitness band, fitness tracker
sunglasses, sunglass, shades, goggles, eyewear, aviators, wayfarers
bags, bag > handbags, backpacks, tote bags, sling bags, laptop bags, clutches, duffel bags, travel bags
handbags, handbag, hand bag, hand bags, purse, purses, ladies purse, ladies bag
backpacks, backpack, school bag, school bags, rucksack, back pack, college bag, laptop backpack
sling bags, sling bag, crossbody, crossbody bag, cross body bag, sling
tote bags, tote bag, tote, totes
clutches, clutch, potli, potlis, potli bag, potli bags
laptop bags, laptop bag, office bag, briefcase, messenger bag
duffel bags, duffel bag, duffle, duffle bag, gym bag, travel bag, travel bags
luggage, suitcase, suitcases, trolley, trolley bag, trolleys, trolley bags
wallets, wallet, mens wallet, card holder, card holders
perfumes, perfume, fragrance, fragrances, deo, deodorant, scent, cologne
makeup, make up, make-up, cosmetics, lipstick, kajal
home decor, home décor, decor, decoration, wall decor
home furnishing, home furnishings, furnishing
bedsheets, bedsheet, bed sheet, bed sheets, bed linen, bedding
curtains, curtain, drapes
cushion covers, cushion cover, cushions, cushion
pillows, pillow, pillow covers, pillow cover
blankets, blanket, quilts, quilt, comforter, comforters, dohar, razai
towels, towel, bath towel, bath towels
mugs, mug, coffee mug, coffee mugs, cups, cup
bottles, bottle, water bottle, water bottles, flask, sipper
lamps, lamp, table lamp, lights, lantern
candles, candle, diya, diyas
toys, toy, soft toys, teddy, teddy bear
books, book, novel
phones, phone, mobile, mobiles, mobile phone, mobile phones, smartphone, smartphones, cell phone,
cellphone, handset
laptops, laptop, notebook computer, notebooks, macbook
tablets, tablet, ipad
headphones, headphone, headset, headsets, earphones, earphone, earbuds, ear buds, tws, airpods, neckband
earbuds, ear buds, tws, airpods, earphones
speakers, speaker, bluetooth speaker, soundbar
televisions, television, tv, tvs, smart tv, led tv
cameras, camera, dslr, webcam
chargers, charger, power adapter, adapter, adaptor
power banks, power bank, powerbank
cables, cable, usb cable, charging cable, data cable, wire
keyboards, keyboard
mice, mouse, wireless mouse
monitors, monitor, computer screen, display monitor
printers, printer, scanner
routers, router, wifi router, modem
hard drives, hard drive, hard disk, hdd, ssd, external hard drive
pen drives, pen drive, pendrive, usb stick, flash drive, usb drive
memory cards, memory card, sd card, micro sd
phone cases, phone case, mobile cover, phone cover, back cover, mobile case, covers
irons, iron, steam iron
mixers, mixer, mixer grinder, grinder, blender, blenders
kettles, kettle, electric kettle
fridges, fridge, refrigerator, refrigerators
washing machines, washing machine
air conditioners, air conditioner, ac, acs
fans, fan, ceiling fan
trimmers, trimmer, shaver, beard trimmer
hair dryers, hair dryer, hairdryer
chairs, chair, office chair
tables, table, desk, desks
sofas, sofa, couch, couches, settee
beds, bed
mattresses, mattress
"""
FIT = """
slim fit, slim, slim-fit, skinny, fitted
regular fit, regular, regular-fit
loose fit, relaxed fit, relaxed, oversized, oversize, loose, baggy
full sleeve, full sleeves, full-sleeve, long sleeve, long sleeves, full sleeved, long-sleeve, long sleeved
half sleeve, half sleeves, short sleeve, short sleeves, half-sleeve, half sleeved
sleeveless, sleeve less, without sleeves
round neck, crew neck, round-neck, crewneck
v-neck, v neck, vneck
printed, print, prints
solid, plain, solids
striped, stripes, stripe
checked, checks, checkered, check, plaid
floral, flower print, flowery, floral print, flowers
embroidered, embroidery, kadhai work, kashidakari, embroided
"""


def lines(table: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return (forms, narrower names) of each line of a table."""
    found = []
    for line in table.strip().splitlines():
        forms, _, narrower = line.partition(">")
        found.append((_split(forms), _split(narrower)))
    return found


def _split(text: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in text.split(",") if x.strip())


ALL = [entry for table in (COLOURS, PEOPLE, OCCASIONS, MATERIALS, GOODS, FIT) for entry in lines(table)]
COLOUR_FAMILIES = lines(COLOURS)
COLOUR_NAMES = frozenset(form for forms, narrower in lines(COLOURS) for form in (*forms, *narrower))
GOODS_NAMES = frozenset(forms[0] for forms, _ in lines(GOODS))
RECIPIENT_OF = {
    word: group.strip()
    for group, _, words in (x.partition("=") for x in RECIPIENTS.strip().splitlines())
    for word in words.split()
}
PERSON_FORMS = {forms[0]: forms for forms, _ in lines(PEOPLE)}
