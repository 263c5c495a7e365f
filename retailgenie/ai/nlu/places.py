"""Large Indian cities with their other spellings, so that a place is known even where there is no store."""

from __future__ import annotations

_TABLE = """
Mumbai=bombay,mumbay Delhi=dilli,dehli New_Delhi Bengaluru=bangalore,banglore,bengluru,blr
Hyderabad=hydrabad,hyd Ahmedabad=amdavad Chennai=madras Kolkata=calcutta
Pune=poona Jaipur Lucknow=lakhnau Kanpur=cawnpore Nagpur Indore Thane Bhopal Visakhapatnam=vizag Patna
Vadodara=baroda Ghaziabad Ludhiana Agra Nashik=nasik Faridabad
Meerut Rajkot Varanasi=banaras,benares,kashi Srinagar Aurangabad Dhanbad Amritsar Navi_Mumbai
Prayagraj=allahabad Ranchi Howrah Coimbatore Jabalpur Gwalior Vijayawada
Jodhpur Madurai Raipur Kota Guwahati=gauhati Chandigarh Solapur Hubli Mysuru=mysore Tiruchirappalli=trichy
Bareilly Aligarh Moradabad Gurugram=gurgaon,ggn Jalandhar
Bhubaneswar Salem Warangal Thiruvananthapuram=trivandrum Guntur Bhiwandi Saharanpur Gorakhpur Bikaner
Amravati Noida Greater_Noida Jamshedpur Bhilai Cuttack Kochi=cochin
Dehradun Nanded Kolhapur Ajmer Akola Jamnagar Ujjain Loni Siliguri Jhansi Ulhasnagar Jammu Sangli
Mangaluru=mangalore Erode Belagavi=belgaum Tirunelveli Udaipur Kozhikode=calicut
Goa Panaji=panjim Shimla Manali Gangtok Shillong Imphal Aizawl Kohima Agartala Itanagar Dibrugarh Tinsukia
Puducherry=pondicherry Surat Vapi Anand Mohali Panipat Karnal Rohtak
Hisar Patiala Bathinda Haridwar Rishikesh Roorkee Haldwani Gaya Muzaffarpur Bhagalpur Asansol Durgapur
Rourkela Sambalpur Bilaspur Korba Tirupati Nellore Kurnool Vellore Thrissur=trichur Kollam Kannur Hosur
"""


def _cities() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _TABLE.split():
        name, _, others = entry.partition("=")
        city = name.replace("_", " ")
        for spelling in (city.lower(), *filter(None, others.split(","))):
            found[spelling] = city
    del found["anand"], found["salem"], found["loni"], found["kota"]  # people and things are called so too
    return found


CITIES = _cities()
