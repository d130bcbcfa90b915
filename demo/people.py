"""Who shops here: sixty customers, some guests, one member of staff, and Ada."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from accounts.actions.addresses import save_address
from accounts.models import User

STAFF_EMAIL, STAFF_PASSWORD = "staff@regulars.example", "demo-staff-1"
ADA_EMAIL, ADA_PASSWORD = "ada@regulars.example", "demo-ada-1234"

FIRST = {
    "DE": "Anna Ben Clara David Emma Felix Greta Hannes Ida Jonas Karla Lukas Mira Nils Oskar Paula Ruth Simon Tilda"
    " Ute Volker Wiebke Yannick Zoe Heike Jörg Sabine Malte",
    "AT": "Resi Lorenz Veronika Florian",
    "CH": "Urs Regula Reto Seraina",
    "FR": "Margaux Théo Élise Bastien",
    "NL": "Femke Joost Marieke Sander",
    "BE": "Lotte Wout Amélie",
    "PL": "Zofia Marek Agnieszka",
    "GB": "Harriet Callum Imogen",
    "US": "Dana Marcus",
    "DK": "Freja Mads",
}
LAST = {
    "DE": "Albers Brandt Conrad Dittmar Engel Falk Gerlach Hoffmann Imhof Jansen Krüger Lorenz Mertens Otte"
    " Petersen Quandt Reuter Seidel Thiele Ulrich Voss Winter Ziegler Bachmann Lindner",
    "AT": "Hofer Pichler Eder Leitner",
    "CH": "Ammann Bühler Caduff Frei",
    "FR": "Moreau Lefèvre Garnier Roche",
    "NL": "Bos Visser Bakker Smit",
    "BE": "Peeters Claes Lambert",
    "PL": "Nowak Zielińska Wójcik",
    "GB": "Ashworth Doyle Finch",
    "US": "Whitfield Ortega",
    "DK": "Holm Bruun",
}
PLACES = {
    "DE": "Leipzig 04109|Berlin 10437|Hamburg 20357|München 80469|Köln 50674|Freiburg 79098|Dresden 01099|Bremen 28203"
    "|Jena 07743|Kassel 34117",
    "AT": "Wien 1070|Graz 8010",
    "CH": "Zürich 8004|Bern 3011",
    "FR": "Strasbourg 67000|Lyon 69001",
    "NL": "Utrecht 3511 AB|Groningen 9711 LM",
    "BE": "Gent 9000|Liège 4000",
    "PL": "Wrocław 50-062|Poznań 61-767",
    "GB": "Bristol BS1 4ND|York YO1 7HH",
    "US": "Portland 97205",
    "DK": "Aarhus 8000",
}
STREETS = {
    "DE": "Lindenstraße|Gartenweg|Mühlgasse|Bahnhofstraße|Rosenthalgasse|Am Anger|Kirchplatz",
    "AT": "Lerchengasse|Neubaugasse",
    "CH": "Langstrasse|Kramgasse",
    "FR": "rue des Tanneurs|quai des Bateliers",
    "NL": "Oudegracht|Zwanestraat",
    "BE": "Kalandestraat|Veldstraat",
    "PL": "ul. Ogrodowa|ul. Wodna",
    "GB": "Park Row|Minster Yard",
    "US": "SW Alder Street",
    "DK": "Vestergade|Mejlgade",
}
NUMBER_FIRST = ("FR", "GB", "US")
COUNTRIES = {"DE": 40, "AT": 4, "CH": 3, "FR": 4, "NL": 4, "BE": 2, "PL": 2, "GB": 1, "DK": 1, "US": 1}
GERMAN = ("DE", "AT", "CH")


@dataclass(frozen=True)
class Shopper:
    """Somebody who orders: a customer, or a guest without an account."""

    user: User | None
    email: str
    name: str
    language: str
    address: dict[str, str]


def write_staff() -> User:
    staff = User.objects.create_superuser(STAFF_EMAIL, STAFF_PASSWORD, name="Stan Ostermann", language="en")
    return verified(staff)


def write_ada(joined: datetime) -> Shopper:
    user = User.objects.create_user(ADA_EMAIL, ADA_PASSWORD, name="Ada Winter", language="en", date_joined=joined)
    address = home_of("Ada Winter", "Rosenthalgasse 12", "04105", "Leipzig", "DE")
    save_address(owner=user, address=None, parts=address, is_default=True)
    work = home_of("Ada Winter", "Lindenstraße 3", "04109", "Leipzig", "DE") | {
        "company_name": "Winter & Falk Architects"
    }
    save_address(owner=user, address=None, parts=work, is_default=False)
    return Shopper(verified(user), user.email, user.name, "en", address)


def write_customers(rng: Random, number: int, start: datetime, end: datetime) -> list[Shopper]:
    """Customers who joined one after another, and a guest for every eighth of them."""
    countries = [country for country, share in COUNTRIES.items() for _ in range(share)]
    rng.shuffle(countries)
    shoppers, names = [], set()
    for index in range(number + number // 8):
        country = countries[index % len(countries)]
        name = _new_name(rng, country, names)
        address = _home(rng, name, country)
        email = f"{_plain(name)}@mail.example"
        language = "de" if country in GERMAN and rng.random() < 0.22 else "en"
        joined = start + (end - start) * rng.random() * 0.6
        user = _write_customer(email, name, language, joined, address) if index < number else None
        shoppers.append(Shopper(user, email, name, language, address))
    return shoppers


def _write_customer(email: str, name: str, language: str, joined: datetime, address: dict[str, str]) -> User:
    user = User.objects.create_user(email, None, name=name, language=language, date_joined=joined)
    save_address(owner=user, address=None, parts=address, is_default=True)
    return user


def verified(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _new_name(rng: Random, country: str, taken: set[str]) -> str:
    names = [f"{first} {last}" for first in FIRST[country].split() for last in LAST[country].split()]
    name = rng.choice([name for name in names if name not in taken])
    taken.add(name)
    return name


def _home(rng: Random, name: str, country: str) -> dict[str, str]:
    city, code = rng.choice(PLACES[country].split("|")).split(" ", 1)
    street, number = rng.choice(STREETS[country].split("|")), rng.randint(1, 88)
    line = f"{number} {street}" if country in NUMBER_FIRST else f"{street} {number}"
    return home_of(name, line, code, city, country) | ({"country_area": "OR"} if country == "US" else {})


def home_of(name: str, street: str, code: str, city: str, country: str) -> dict[str, str]:
    return {"name": name, "street_address": street, "postal_code": code, "city": city, "country_code": country}


def _plain(name: str) -> str:
    """The name as an e-mail address has it."""
    return slugify(name.translate(str.maketrans("łŁ", "lL"))).replace("-", ".")
