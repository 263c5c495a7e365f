"""Words of the demo shop that several kinds of thing share: materials, patterns, occasions, sizes, brands."""

from __future__ import annotations

from dataclasses import dataclass

HAND = "Hand wash in cold water with like colours and dry in shade."
MACHINE = "Machine wash cold on a gentle cycle; do not bleach."
DRY = "Dry clean only; store folded in the cotton bag it comes in."
WIPE = "Wipe clean with a soft dry cloth and keep away from moisture."
DRY_CLOTH = "Store in the box, away from perfume and water, and wipe with a soft cloth after wear."
DISH = "Dishwasher and microwave safe."
HAND_WASH_DISH = "Wash by hand with a soft sponge and dry at once."


@dataclass(frozen=True, slots=True)
class Material:
    """price_factor moves the price inside the range of the kind; feel completes 'made of <name>, <feel>'."""

    price_factor: float
    feel: str
    care: str


MATERIALS: dict[str, Material] = {
    "Cotton": Material(0.9, "soft, breathable and easy on the skin", MACHINE),
    "Cotton Blend": Material(0.85, "which keeps its shape and needs little ironing", MACHINE),
    "Linen": Material(1.3, "cool on hot days and better with every wash", MACHINE),
    "Khadi": Material(1.1, "hand-spun with a lively texture", HAND),
    "Rayon": Material(0.8, "light and flowing", HAND),
    "Viscose": Material(0.85, "smooth with a soft fall", HAND),
    "Modal": Material(1.0, "silky soft and quick to dry", MACHINE),
    "Bamboo Cotton": Material(1.1, "naturally soft and slow to hold odour", MACHINE),
    "Silk": Material(2.2, "with a natural sheen and a rich fall", DRY),
    "Silk Blend": Material(1.4, "with a gentle sheen", DRY),
    "Banarasi Silk": Material(2.6, "woven with zari on a rich ground", DRY),
    "Chanderi": Material(1.4, "sheer, crisp and light as air", DRY),
    "Georgette": Material(1.0, "light and bouncy with a graceful fall", HAND),
    "Chiffon": Material(1.0, "sheer and floating", HAND),
    "Crepe": Material(1.0, "with a fine grain that hardly creases", HAND),
    "Organza": Material(1.4, "crisp and translucent", DRY),
    "Net": Material(1.1, "airy over a soft lining", DRY),
    "Velvet": Material(1.6, "deep and plush to the touch", DRY),
    "Satin": Material(1.0, "smooth with a soft shine", HAND),
    "Denim": Material(1.0, "sturdy cotton twill that softens with wear", MACHINE),
    "Stretch Denim": Material(1.05, "cotton twill with a little elastane for easy movement", MACHINE),
    "Wool": Material(1.7, "warm without weight", DRY),
    "Wool Blend": Material(1.3, "warm and soft", HAND),
    "Acrylic": Material(0.8, "warm, light and easy to care for", MACHINE),
    "Fleece": Material(0.9, "brushed inside for warmth", MACHINE),
    "Polyester": Material(0.8, "quick to dry and hard to crease", MACHINE),
    "Nylon": Material(0.95, "light, strong and quick to dry", MACHINE),
    "Leather": Material(1.7, "full-grain and made to age well", WIPE),
    "Vegan Leather": Material(0.9, "soft to the hand and free of animal products", WIPE),
    "Suede": Material(1.3, "with a soft brushed nap", "Brush gently with a suede brush and keep dry."),
    "Canvas": Material(0.85, "tightly woven cotton", "Spot clean with mild soap and air dry."),
    "Mesh": Material(0.9, "knitted to let the foot breathe", "Wipe with a damp cloth and air dry."),
    "Rubber": Material(0.5, "flexible with a good grip", "Rinse with water and dry in shade."),
    "EVA": Material(0.6, "feather-light and cushioned", "Rinse with water and dry in shade."),
    "Jute": Material(0.8, "natural fibre with a pleasing weave", "Spot clean only and keep dry."),
    "Brass": Material(0.9, "with a warm gold-tone finish", DRY_CLOTH),
    "Gold Plated Brass": Material(1.0, "plated for a lasting shine", DRY_CLOTH),
    "Oxidised Silver Alloy": Material(0.7, "with an antique finish", DRY_CLOTH),
    "Sterling Silver": Material(2.2, "hallmarked 925", DRY_CLOTH),
    "Pearl": Material(1.3, "freshwater, each a little different", DRY_CLOTH),
    "Kundan": Material(1.6, "glass stones set by hand in foil", DRY_CLOTH),
    "Terracotta": Material(0.6, "fired and painted by hand", WIPE),
    "Stainless Steel": Material(1.1, "food grade and rust resistant", "Dishwasher safe."),
    "Aluminium": Material(0.9, "quick and even to heat", HAND_WASH_DISH),
    "Cast Iron": Material(
        1.4, "pre-seasoned and even to heat", "Wash by hand, dry at once and rub with a little oil."
    ),
    "Copper": Material(1.5, "hammered by hand", "Clean with tamarind or lemon and dry at once."),
    "Ceramic": Material(0.9, "glazed and smooth", DISH),
    "Stoneware": Material(1.1, "fired at high heat and chip resistant", DISH),
    "Glass": Material(0.9, "clear and lead free", "Wash by hand with a soft sponge."),
    "Wood": Material(1.1, "seasoned and finished with natural oil", WIPE),
    "Bamboo": Material(0.9, "light and quick to regrow", WIPE),
    "Metal": Material(1.0, "powder coated against rust", WIPE),
    "Soy Wax": Material(1.0, "clean burning", "Trim the wick to 5 mm before each use."),
    "Microfibre": Material(0.8, "soft and quick to dry", MACHINE),
    "Acetate": Material(1.3, "light with depth of colour", WIPE),
    "Polycarbonate": Material(0.9, "light and shatter resistant", WIPE),
    "Steel and Leather": Material(1.2, "a steel case on a leather strap", WIPE),
    "Steel and Silicone": Material(0.8, "a steel case on a silicone strap", WIPE),
}

# Pattern -> the words a title may use for it.
PATTERNS: dict[str, tuple[str, ...]] = {
    "Solid": ("", "Solid"),
    "Striped": ("Striped", "Pinstripe", "Candy Stripe"),
    "Checked": ("Checked", "Gingham Check", "Windowpane Check", "Tartan Check"),
    "Floral": ("Floral Print", "Botanical Print", "Rose Print", "Marigold Print"),
    "Block Print": ("Handblock Print", "Bagru Print", "Ajrakh Print", "Dabu Print", "Sanganeri Print"),
    "Paisley": ("Paisley Print", "Ambi Print"),
    "Geometric": ("Geometric Print", "Chevron Print", "Ikat Print"),
    "Polka Dots": ("Polka Dot", "Dotted"),
    "Embroidered": ("Embroidered", "Chikankari", "Thread Work", "Mirror Work", "Phulkari"),
    "Zari": ("Zari Woven", "Brocade", "Gota Work"),
    "Bandhani": ("Bandhani", "Leheriya"),
    "Graphic": ("Graphic Print", "Typography Print"),
    "Colour Block": ("Colour Block",),
    "Tie-Dye": ("Tie-Dye", "Shibori"),
    "Textured": ("Textured", "Ribbed"),
}

PATTERN_SENTENCES: dict[str, str] = {
    "Solid": "The plain surface makes it easy to pair.",
    "Striped": "Even stripes run through it.",
    "Checked": "Yarn-dyed checks stay crisp wash after wash.",
    "Floral": "A scatter of flowers covers the ground.",
    "Block Print": "The motifs are pressed by hand with carved wooden blocks, so small variations are part of it.",
    "Paisley": "Curling paisley motifs fill the design.",
    "Geometric": "A repeat of clean geometric shapes gives it rhythm.",
    "Polka Dots": "Small dots are spaced evenly over it.",
    "Embroidered": "Fine thread embroidery gives it a raised texture.",
    "Zari": "Metallic zari thread catches the light.",
    "Bandhani": "Tiny dots are tied and dyed in the Gujarati way.",
    "Graphic": "A large print on the front does the talking.",
    "Colour Block": "Broad blocks of colour meet in clean seams.",
    "Tie-Dye": "Each piece is dyed by hand, so no two look quite alike.",
    "Textured": "A raised texture adds interest without a print.",
}

OCCASION_SENTENCES: dict[str, str] = {
    "Casual": "Made for easy everyday wear.",
    "Office": "Smart enough for a day at the office.",
    "Festive": "A good choice for Diwali, Eid and other festive days.",
    "Wedding": "Dressy enough for weddings and receptions.",
    "Party": "Ready for an evening out.",
    "Sports": "Built for workouts, runs and yoga.",
    "Travel": "Packs small and travels well.",
    "Beach": "Nice to have by the sea.",
    "Lounge": "Comfortable for slow mornings and good sleep.",
    "School": "Stands up to school days.",
    "Gifting": "Comes ready for gifting.",
    "Everyday": "Meant for daily use.",
    "Puja": "Suits puja days and family functions.",
}

# Scale -> (sizes in order, price step per size as a share of the first size's price).
SIZES: dict[str, tuple[tuple[str, ...], float]] = {
    "women": (("XS", "S", "M", "L", "XL", "XXL"), 0.0),
    "men": (("S", "M", "L", "XL", "XXL"), 0.0),
    "waist_women": (("26", "28", "30", "32", "34"), 0.0),
    "waist_men": (("30", "32", "34", "36", "38"), 0.0),
    "shoes_women": (("UK 3", "UK 4", "UK 5", "UK 6", "UK 7"), 0.0),
    "shoes_men": (("UK 6", "UK 7", "UK 8", "UK 9", "UK 10", "UK 11"), 0.0),
    "shoes_kids": (("UK 9C", "UK 10C", "UK 11C", "UK 12C", "UK 13C", "UK 1", "UK 2"), 0.0),
    "kids": (("2-3Y", "3-4Y", "5-6Y", "7-8Y", "9-10Y", "11-12Y"), 0.04),
    "free": (("Free Size",), 0.0),
    "one": (("",), 0.0),
    "bed": (("Single", "Double", "King"), 0.3),
    "ring": (("6", "7", "8", "9"), 0.0),
    "bangle": (("2.4", "2.6", "2.8"), 0.0),
    "scent": (("30 ml", "50 ml", "100 ml"), 0.45),
    "bottle": (("500 ml", "750 ml", "1 L"), 0.18),
    "care": (("50 ml", "100 ml"), 0.6),
    "oil": (("100 ml", "200 ml"), 0.7),
    "curtain": (("5 ft", "7 ft", "9 ft"), 0.25),
    "frame": (("A4", "A3", "A2"), 0.4),
    "pan": (("20 cm", "24 cm", "28 cm"), 0.22),
    "belt": (("32", "34", "36", "38", "40"), 0.0),
    "rug": (("2 x 3 ft", "3 x 5 ft", "4 x 6 ft"), 0.7),
    "luggage": (("Cabin", "Medium", "Large"), 0.3),
    "socks": (("Free Size",), 0.0),
}

ORIGINS: dict[str, tuple[str, ...]] = {
    "Block Print": ("Jaipur, Rajasthan", "Bagru, Rajasthan", "Bhuj, Gujarat"),
    "Bandhani": ("Jamnagar, Gujarat", "Jodhpur, Rajasthan"),
    "Embroidered": ("Lucknow, Uttar Pradesh", "Kutch, Gujarat", "Amritsar, Punjab"),
    "Zari": ("Varanasi, Uttar Pradesh", "Surat, Gujarat", "Kanchipuram, Tamil Nadu"),
    "Leather": ("Kanpur, Uttar Pradesh", "Chennai, Tamil Nadu", "Agra, Uttar Pradesh"),
    "Wool": ("Ludhiana, Punjab", "Srinagar, Jammu and Kashmir"),
    "Ceramic": ("Khurja, Uttar Pradesh", "Jaipur, Rajasthan"),
    "Stoneware": ("Khurja, Uttar Pradesh", "Puducherry"),
    "Brass": ("Moradabad, Uttar Pradesh",),
    "": (
        "Tiruppur, Tamil Nadu",
        "Bengaluru, Karnataka",
        "Surat, Gujarat",
        "Noida, Uttar Pradesh",
        "Ludhiana, Punjab",
        "Mumbai, Maharashtra",
        "Kolkata, West Bengal",
        "Erode, Tamil Nadu",
    ),
}

# Materials that only come in some colours, where the palette of the kind has one of them.
MATERIAL_COLOURS: dict[str, tuple[str, ...]] = {
    "Sterling Silver": ("Silver", "Rose Gold"),
    "Oxidised Silver Alloy": ("Silver",),
    "Gold Plated Brass": ("Gold", "Rose Gold"),
    "Brass": ("Gold", "Mustard"),
    "Pearl": ("White", "Pink"),
    "Kundan": ("Red", "Green", "Blue", "Gold", "Multicolour"),
    "Terracotta": ("Red", "Blue", "Green", "Rust", "Brown", "Multicolour"),
    "Denim": ("Blue", "Navy", "Indigo", "Black", "Sky Blue", "Grey"),
    "Cast Iron": ("Black",),
    "Stainless Steel": ("Silver", "Black", "Gold", "Rose Gold"),
    "Aluminium": ("Silver",),
    "Leather": (
        "Black",
        "Brown",
        "Tan",
        "Maroon",
        "Navy",
        "Beige",
        "Olive",
        "Red",
        "Gold",
        "Pink",
        "Mustard",
    ),
    "Jute": ("Beige", "Brown", "Tan", "Green", "Blue", "Mustard", "Navy"),
}
