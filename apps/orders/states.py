"""States and union territories as tax forms number and name them; our codes are ISO 3166-2:IN without "IN-"."""

from __future__ import annotations

# code: (number in a GSTIN, name)
STATES: dict[str, tuple[str, str]] = {
    "JK": ("01", "Jammu and Kashmir"),
    "HP": ("02", "Himachal Pradesh"),
    "PB": ("03", "Punjab"),
    "CH": ("04", "Chandigarh"),
    "UK": ("05", "Uttarakhand"),
    "HR": ("06", "Haryana"),
    "DL": ("07", "Delhi"),
    "RJ": ("08", "Rajasthan"),
    "UP": ("09", "Uttar Pradesh"),
    "BR": ("10", "Bihar"),
    "SK": ("11", "Sikkim"),
    "AR": ("12", "Arunachal Pradesh"),
    "NL": ("13", "Nagaland"),
    "MN": ("14", "Manipur"),
    "MZ": ("15", "Mizoram"),
    "TR": ("16", "Tripura"),
    "ML": ("17", "Meghalaya"),
    "AS": ("18", "Assam"),
    "WB": ("19", "West Bengal"),
    "JH": ("20", "Jharkhand"),
    "OD": ("21", "Odisha"),
    "CG": ("22", "Chhattisgarh"),
    "MP": ("23", "Madhya Pradesh"),
    "GJ": ("24", "Gujarat"),
    "DH": ("26", "Dadra and Nagar Haveli and Daman and Diu"),
    "MH": ("27", "Maharashtra"),
    "KA": ("29", "Karnataka"),
    "GA": ("30", "Goa"),
    "LD": ("31", "Lakshadweep"),
    "KL": ("32", "Kerala"),
    "TN": ("33", "Tamil Nadu"),
    "PY": ("34", "Puducherry"),
    "AN": ("35", "Andaman and Nicobar Islands"),
    "TS": ("36", "Telangana"),
    "AP": ("37", "Andhra Pradesh"),
    "LA": ("38", "Ladakh"),
}
# Union territories without a legislature levy UTGST in the place of SGST (UTGST Act 2017, sections 1 and 2).
WITHOUT_LEGISLATURE = frozenset({"AN", "CH", "DH", "LA", "LD"})
GSTIN_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def state_text(code: str) -> str:
    """Write a place of supply as an invoice needs it: "Maharashtra (27)"; an unknown code as it is."""
    number, name = STATES.get(code, ("", code))
    return f"{name} ({number})" if number else name


def local_tax_name(code: str) -> str:
    """Return what the second half is called inside a state: SGST, or UTGST."""
    return "UTGST" if code in WITHOUT_LEGISLATURE else "SGST"


def gstin(code: str, pan: str) -> str:
    """Return the registration number of a business with this PAN in a state, its check digit included.

    The check digit: digits in base 36, weighted 1, 2, 1, 2..., quotient and remainder by 36 added, complement to 36.
    """
    body = f"{STATES[code][0]}{pan}1Z"
    total = 0
    for index, sign in enumerate(body):
        product = GSTIN_DIGITS.index(sign) * (1 + index % 2)
        total += product // 36 + product % 36
    return body + GSTIN_DIGITS[-total % 36]
