"""Which state a large Indian city lies in, by the names that people write; small places are simply not known here.

Names that stand for towns in more than one state (Aurangabad, Bilaspur, Hamirpur, Pratapgarh, Fatehpur) are left out.
"""

from __future__ import annotations

_CITIES = """
AP: Vijayawada Visakhapatnam Vizag Guntur Nellore Tirupati Kurnool Rajahmundry Kakinada Anantapur Kadapa
AS: Guwahati Dibrugarh Silchar Jorhat Tezpur
BR: Patna Gaya Muzaffarpur Bhagalpur Darbhanga
CG: Raipur Bhilai Durg Korba
CH: Chandigarh
DL: Delhi New-Delhi
GA: Panaji Margao Vasco-da-Gama
GJ: Ahmedabad Surat Vadodara Baroda Rajkot Bhavnagar Jamnagar Gandhinagar Anand Vapi
HR: Gurugram Gurgaon Faridabad Panipat Ambala Rohtak Hisar Karnal Sonipat
HP: Shimla Solan Dharamshala Manali
JH: Ranchi Jamshedpur Dhanbad Bokaro
JK: Srinagar Jammu
KA: Bengaluru Bangalore Mysuru Mysore Mangaluru Mangalore Hubballi Hubli Belagavi Belgaum Davanagere Udupi Tumakuru
KL: Kochi Cochin Thiruvananthapuram Trivandrum Kozhikode Calicut Thrissur Kollam Kannur Kottayam
MH: Mumbai Bombay Pune Nagpur Nashik Thane Solapur Kolhapur Navi-Mumbai Amravati Sangli Nanded Pimpri-Chinchwad Kalyan
ML: Shillong
MP: Bhopal Indore Gwalior Jabalpur Ujjain Sagar
OD: Bhubaneswar Cuttack Rourkela Puri
PB: Ludhiana Amritsar Jalandhar Patiala Bathinda Mohali
PY: Puducherry Pondicherry
RJ: Jaipur Jodhpur Udaipur Kota Ajmer Bikaner Alwar
TN: Chennai Madras Coimbatore Madurai Tiruchirappalli Trichy Salem Tirunelveli Vellore Erode Tiruppur Thoothukudi
TS: Hyderabad Secunderabad Warangal Nizamabad Karimnagar
UK: Dehradun Haridwar Roorkee Haldwani Rishikesh
UP: Lucknow Kanpur Noida Ghaziabad Agra Varanasi Prayagraj Allahabad Meerut Bareilly Aligarh Moradabad Gorakhpur Mathura
WB: Kolkata Calcutta Howrah Siliguri Durgapur Asansol
""".strip()
_STATE_OF = {
    city.replace("-", " ").casefold(): state
    for state, _colon, names in (line.partition(":") for line in _CITIES.splitlines())
    for city in names.split()
}


def state_of_city(city: str) -> str:
    """Return the ISO 3166-2:IN code (without "IN-") of a large city's state, "" for a place not known here."""
    return _STATE_OF.get(" ".join(city.replace("-", " ").split()).casefold(), "")
